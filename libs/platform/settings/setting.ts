import { refuse, ok, type Result } from '@gongdan/core';

/** One variable of the environment: what it means, in which unit, its default and its limits. */
export interface Setting<Value> {
  readonly variable: string;
  readonly meaning: string;
  /** `—` where it has none. */
  readonly unit: string;
  /** The text used where the variable is absent or empty; undefined: the setting is then absent too. */
  readonly standard?: string;
  /** What is allowed, in words. */
  readonly allowed: string;
  /** Never shown in messages. */
  readonly secret?: boolean;
  parse(text: string): Result<Value, string>;
}

interface Described {
  readonly variable: string;
  readonly meaning: string;
  readonly unit?: string;
  readonly standard?: string;
  readonly secret?: boolean;
}

export const integerSetting = (
  options: Described & { readonly min: number; readonly max: number },
): Setting<number> => {
  const { min, max, unit = '—', ...described } = options;
  const allowed = `a whole number from ${min} to ${max}`;
  return {
    ...described,
    unit,
    allowed,
    parse(text) {
      const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
      return value >= min && value <= max ? ok(value) : refuse(allowed);
    },
  };
};

/** Several whole numbers with commas between, blanks around them allowed. */
export const integerListSetting = (
  options: Described & { readonly min: number; readonly max: number; readonly countMax: number },
): Setting<readonly number[]> => {
  const { min, max, countMax, unit = '—', ...described } = options;
  const allowed = `1 to ${countMax} whole numbers from ${min} to ${max}, with commas between`;
  const single = integerSetting({ ...described, min, max });
  return {
    ...described,
    unit,
    allowed,
    parse(text) {
      const values = text.split(',').map((value) => single.parse(value.trim()));
      const numbers = values.flatMap((value) => (value.ok ? [value.value] : []));
      return numbers.length === values.length && numbers.length <= countMax
        ? ok(numbers)
        : refuse(allowed);
    },
  };
};

export const choiceSetting = <const Choice extends string>(
  options: Described & { readonly choices: readonly Choice[] },
): Setting<Choice> => {
  const { choices, unit = '—', ...described } = options;
  const allowed = `one of ${choices.map((choice) => `\`${choice}\``).join(', ')}`;
  return {
    ...described,
    unit,
    allowed,
    parse: (text) =>
      (choices as readonly string[]).includes(text) ? ok(text as Choice) : refuse(allowed),
  };
};

export const textSetting = (
  options: Described & { readonly allowed: string; readonly accept: (text: string) => boolean },
): Setting<string> => {
  const { accept, unit = '—', ...described } = options;
  return {
    ...described,
    unit,
    parse: (text) => (accept(text) ? ok(text) : refuse(options.allowed)),
  };
};

/** Several values with commas between, blanks around them allowed; none given twice. */
export const listSetting = (
  options: Described & { readonly allowed: string; readonly accept: (text: string) => boolean },
): Setting<readonly string[]> => {
  const { accept, unit = '—', ...described } = options;
  return {
    ...described,
    unit,
    parse(text) {
      const values = text.split(',').map((value) => value.trim());
      const each = new Set(values);
      return each.size === values.length && values.every(accept)
        ? ok(values)
        : refuse(options.allowed);
    },
  };
};
