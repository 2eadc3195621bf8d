/**
 * A letter, digit, sign or mark of punctuation that shows. The fillers of Hangul count as letters and the braille sign
 * without dots as a symbol, though neither shows; characters of private use stand in names that Unicode lacks.
 */
const VISIBLE = /(?!\p{Default_Ignorable_Code_Point}|\u2800)[\p{L}\p{N}\p{P}\p{S}\p{Co}]/u;

/** True where nothing in it can be seen: white space, characters of no width, signs that steer the direction. */
export const isBlank = (text: string): boolean => !VISIBLE.test(text);

// C0 but tab, line feed and carriage return; DEL; and C1, of which U+009B steers terminals as ESC [ does.
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;

/** `U+009B`: the first control character of a text but tab, line feed and carriage return; undefined: it has none. */
export function controlCharacterIn(text: string): string | undefined {
  const found = CONTROL.exec(text)?.[0].charCodeAt(0).toString(16).padStart(4, '0');
  return found && `U+${found.toUpperCase()}`;
}
