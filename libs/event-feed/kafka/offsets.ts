/** By topic and partition: the offset of the next record. */
export type Offsets = Readonly<Record<string, Readonly<Record<number, number>>>>;

/** Of a partition that is not among them: its beginning. */
export const offsetOf = (offsets: Offsets, topic: string, partition: number): number =>
  offsets[topic]?.[partition] ?? 0;

/** `newer` where both speak of a partition. */
export function withNewer(offsets: Offsets, newer: Offsets): Offsets {
  const merged: Record<string, Readonly<Record<number, number>>> = { ...offsets };
  for (const [topic, partitions] of Object.entries(newer)) {
    merged[topic] = { ...merged[topic], ...partitions };
  }
  return merged;
}

/** Of these topics only. */
export const ofTopicsIn = (offsets: Offsets, topics: readonly string[]): Offsets =>
  Object.fromEntries(Object.entries(offsets).filter(([topic]) => topics.includes(topic)));

/** What is wanted of the partitions that have not reached it. */
export function allBehind(
  offsetAt: (topic: string, partition: number) => number,
  wanted: Offsets,
): Offsets {
  const behind: Record<string, Record<number, number>> = {};
  for (const [topic, partitions] of Object.entries(wanted)) {
    for (const [name, offset] of Object.entries(partitions)) {
      const partition = Number(name);
      if (offsetAt(topic, partition) < offset) (behind[topic] ??= {})[partition] = offset;
    }
  }
  return behind;
}

export const isNowhere = (offsets: Offsets): boolean => Object.keys(offsets).length === 0;

/** The first partition that has not reached what is wanted of it; undefined: all have. */
export function firstBehind(
  offsetAt: (topic: string, partition: number) => number,
  wanted: Offsets,
): { topic: string; partition: number } | undefined {
  for (const [topic, partitions] of Object.entries(wanted)) {
    for (const [name, offset] of Object.entries(partitions)) {
      const partition = Number(name);
      if (offsetAt(topic, partition) < offset) return { topic, partition };
    }
  }
  return undefined;
}
