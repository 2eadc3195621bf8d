import { GongdanError } from '@gongdan/core';

export interface HostArguments {
  /** No demonstration organisation on the first start. */
  readonly empty: boolean;
  readonly help: boolean;
}

export const USAGE = `Usage: npm start [-- --empty]

  --empty   first start without the demonstration organisation
  --help    show this

Settings are environment variables: docs/reference/settings.md.`;

/** Throws `HOST.UNKNOWN_ARGUMENT`. */
export function readArguments(words: readonly string[]): HostArguments {
  const unknown = words.find((word) => word !== '--empty' && word !== '--help');
  if (unknown !== undefined) {
    throw new GongdanError({
      code: 'HOST.UNKNOWN_ARGUMENT',
      category: 'invalid',
      message: `Unknown argument '${unknown.slice(0, 100)}'.`,
      hint: '--help shows what there is.',
    });
  }
  return { empty: words.includes('--empty'), help: words.includes('--help') };
}
