const SAME_LINE_MS = 1_000;

/**
 * Passes lines on, but the same one only once a second: when a server goes away, every connection says so.
 */
export function quietNote(
  note: (line: string) => void,
  nowMs: () => number = () => performance.now(),
): (line: string) => void {
  let last = '';
  let lastMs = -Infinity;
  return (line) => {
    const now = nowMs();
    if (line === last && now - lastMs < SAME_LINE_MS) return;
    last = line;
    lastMs = now;
    note(line);
  };
}
