import { FORGOTTEN, replacePersonalTexts } from '@gongdan/contracts';

/** What stands in the place of a personal text for a reader who is not entitled to it. */
export const SEALED = '[sealed]';

type Members = Readonly<Record<string, unknown>>;

/**
 * `data` with the texts at these pointers (`*`: every element of a list) replaced by `[sealed]`; one that is
 * forgotten stays `[forgotten]`.
 */
export const withoutPersonal = (data: Members, pointers: readonly string[]): Members =>
  replacePersonalTexts(data, pointers, (text) => (text === FORGOTTEN ? text : SEALED));
