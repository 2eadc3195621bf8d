import { GongdanError } from '@gongdan/core';

export interface ServicesArguments {
  /** No demonstration organisation on the first start. */
  readonly empty: boolean;
  readonly help: boolean;
  readonly stopWithParent: boolean;
}

export const USAGE = `Usage: npm run services [-- --empty]

Starts every service as a process of its own, with one address in front of them. Without KAFKA_BROKERS it
starts an Apache Kafka (Java 17 and Maven), without DATABASE_URL the embedded PostgreSQL.

  --empty   first start without the demonstration organisation
  --help    show this

Settings are environment variables: docs/reference/settings.md.`;

const KNOWN = ['--empty', '--help', '--stop-with-parent'];

/** Throws `HOST.UNKNOWN_ARGUMENT`. */
export function readArguments(words: readonly string[]): ServicesArguments {
  const unknown = words.find((word) => !KNOWN.includes(word));
  if (unknown !== undefined) {
    throw new GongdanError({
      code: 'HOST.UNKNOWN_ARGUMENT',
      category: 'invalid',
      message: `Unknown argument '${unknown.slice(0, 100)}'.`,
      hint: '--help shows what there is.',
    });
  }
  return {
    empty: words.includes('--empty'),
    help: words.includes('--help'),
    stopWithParent: words.includes('--stop-with-parent'),
  };
}
