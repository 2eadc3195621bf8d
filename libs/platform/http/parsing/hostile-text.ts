import { controlCharacterIn } from '@gongdan/core';

/** Why this text must not enter the engine; undefined: it may. PostgreSQL could not even store the first. */
export function hostility(text: string): string | undefined {
  const control = controlCharacterIn(text);
  if (control !== undefined) return `holds the control character ${control}`;
  return text.isWellFormed() ? undefined : 'holds half of a surrogate pair';
}

/**
 * Names that every JavaScript object has already (`__proto__`, `constructor`, `hasOwnProperty` …). No
 * member of ours is called so, and look-ups in plain objects (class-validator's whitelist among them)
 * take them for known.
 */
export const isForbiddenName = (name: string): boolean =>
  name in Object.prototype || name === 'prototype';

/** One step of a JSON pointer (RFC 6901). */
export const pointerStep = (name: string | number): string =>
  `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;
