/** Below the time of a test (jest.config.js), so that a failure says what it waited for. */
const PATIENCE_MS = 50_000;
const LOOK_EVERY_MS = 5;

/** Looks again and again until it holds; throws when patience is at its end. */
export async function eventually(
  what: string,
  holds: () => Promise<boolean> | boolean,
): Promise<void> {
  const endMs = performance.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (performance.now() > endMs) throw new Error(`never came true: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
