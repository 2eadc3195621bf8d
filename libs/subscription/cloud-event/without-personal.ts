import { FORGOTTEN } from '@gongdan/contracts';

/** What stands in the place of a personal text for a reader who is not entitled to it. */
export const SEALED = '[sealed]';

type Members = Readonly<Record<string, unknown>>;

/**
 * `data` with the texts at these pointers (`*`: every element of a list) replaced by `[sealed]`; one that is
 * forgotten stays `[forgotten]`.
 */
export const withoutPersonal = (data: Members, pointers: readonly string[]): Members =>
  pointers.reduce<unknown>((sealed, pointer) => sealAt(sealed, stepsOf(pointer)), data) as Members;

const stepsOf = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));

function sealAt(value: unknown, [step, ...rest]: readonly string[]): unknown {
  if (step === undefined) return typeof value === 'string' && value !== FORGOTTEN ? SEALED : value;
  if (Array.isArray(value)) {
    return step === '*' ? value.map((element) => sealAt(element, rest)) : value;
  }
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return value;
  const members = value as Members;
  return { ...members, [step]: sealAt(members[step], rest) };
}
