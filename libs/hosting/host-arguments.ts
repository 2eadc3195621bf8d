import { GongdanError } from '@gongdan/core';

/** Has a program stop when the process that started it is gone. */
export const STOP_WITH_PARENT = '--stop-with-parent';

export interface HostArguments {
  /** No demonstration organisation on the first start. */
  readonly empty: boolean;
  readonly help: boolean;
  /** Stop when the process that started this one is gone. */
  readonly stopWithParent: boolean;
}

const KNOWN = ['--empty', '--help', STOP_WITH_PARENT];

/** What follows the program’s name. Throws `HOST.UNKNOWN_ARGUMENT`. */
export function readHostArguments(words: readonly string[]): HostArguments {
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
    stopWithParent: words.includes(STOP_WITH_PARENT),
  };
}
