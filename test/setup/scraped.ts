/** What was scraped, in Prometheus’ text format, to look values up in. */
export class Scraped {
  private readonly series = new Map<string, number>();

  constructor(text: string) {
    for (const line of text.split('\n')) {
      if (line === '' || line.startsWith('#')) continue;
      const [, name = '', , labels = '', value = ''] = LINE.exec(line) ?? [];
      if (name === '') throw new Error(`is no sample: ${line}`);
      const key = keyOf(name, labelsIn(labels));
      if (this.series.has(key)) throw new Error(`comes twice: ${line}`);
      this.series.set(key, value === '+Inf' ? Infinity : Number(value));
    }
  }

  /** Undefined: there is no such series. */
  value(name: string, labels: Readonly<Record<string, string>> = {}): number | undefined {
    return this.series.get(keyOf(name, Object.entries(labels)));
  }

  /** Names of all series, those of histograms without their ending. */
  names(): ReadonlySet<string> {
    return new Set(
      [...this.series.keys()].map((key) => {
        const [name = ''] = key.split('{', 1);
        return key.includes('le=') || /_(sum|count)$/.test(name)
          ? name.replace(/_(bucket|sum|count)$/, '')
          : name;
      }),
    );
  }
}

const LINE = /^([a-z_][a-z0-9_]*)(\{(.*)\})? (\S+)$/i;

const labelsIn = (text: string): readonly (readonly [string, string])[] =>
  [...text.matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"/gi)].map(
    ([, label = '', value = '']) => [label, value] as const,
  );

const keyOf = (name: string, labels: readonly (readonly [string, string])[]): string => {
  const sorted = labels.map(([label, value]) => `${label}=${value}`).sort();
  return `${name}{${sorted.join(',')}}`;
};
