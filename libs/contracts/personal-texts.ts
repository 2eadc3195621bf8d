type Members = Readonly<Record<string, unknown>>;

/** What stands in the place of a text. */
type Replacement = string | ((text: string) => string);

/** `data` with the texts at these pointers (`*`: every element of a list) replaced. Copies what changes. */
export const replacePersonalTexts = (
  data: Members,
  pointers: readonly string[],
  replacement: Replacement,
): Members =>
  pointers.reduce<unknown>(
    (replaced, pointer) => replaceAt(replaced, stepsOf(pointer), replacement),
    data,
  ) as Members;

const stepsOf = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));

function replaceAt(
  value: unknown,
  [step, ...rest]: readonly string[],
  replacement: Replacement,
): unknown {
  if (step === undefined) {
    if (typeof value !== 'string') return value;
    return typeof replacement === 'string' ? replacement : replacement(value);
  }
  if (Array.isArray(value)) {
    return step === '*' ? value.map((element) => replaceAt(element, rest, replacement)) : value;
  }
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return value;
  const members = value as Members;
  return { ...members, [step]: replaceAt(members[step], rest, replacement) };
}
