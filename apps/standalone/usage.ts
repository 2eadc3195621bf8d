import { GongdanError } from '@gongdan/core';

export interface HostArguments {
  /** No demonstration organisation on the first start. */
  readonly empty: boolean;
  readonly help: boolean;
  /** Stop when the process that started this one is gone. */
  readonly stopWithParent: boolean;
}

export const USAGE = `Usage: npm start [-- --empty]

  --empty   first start without the demonstration organisation
  --help    show this
  --stop-with-parent
            stop when the process that started the engine is gone (npm start says so)

Settings are environment variables: docs/reference/settings.md.`;

const KNOWN = ['--empty', '--help', '--stop-with-parent'];

/** Throws `HOST.UNKNOWN_ARGUMENT`. */
export function readArguments(words: readonly string[]): HostArguments {
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
