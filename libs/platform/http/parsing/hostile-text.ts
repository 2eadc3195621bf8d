// C0 control characters but tab, line feed and carriage return; and DEL.
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/** Why this text must not enter the engine; undefined: it may. PostgreSQL could not even store the first. */
export function hostility(text: string): string | undefined {
  const control = CONTROL.exec(text);
  if (control) {
    const code = control[0].charCodeAt(0).toString(16).padStart(4, '0').toUpperCase();
    return `holds the control character U+${code}`;
  }
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
