import { describe, expect, it } from '@jest/globals';
import { controlCharacterIn, isBlank } from './text.js';

describe('a text', () => {
  it.each([
    ['nothing', ''],
    ['white space', ' \t\n\r\u00a0\u2003\u3000\u2028'],
    ['a byte order mark', '\ufeff'],
    ['signs that steer the direction', '\u202e\u2066\u200f'],
    ['zero-width signs', '\u200b\u200c\u200d\u2060'],
    ['what is no character', '\uffff\ufdd0\u{1fffe}'],
    ['control characters', '\u0085\u009b'],
    ['selectors and tags without a base', '\ufe0f\u{e0041}'],
    ['fillers that count as letters', '\u115f\u1160\u3164\uffa0'],
    ['a braille sign without dots', '\u2800'],
    ['soft hyphens', '\u00ad'],
  ])('of %s is blank', (_, text) => {
    expect(isBlank(text)).toBe(true);
  });

  it.each([
    ['a letter among others', ' \u202ea\u200b'],
    ['Chinese', '空调'],
    ['a word with a non-joiner in it', 'می\u200cخواهم'],
    ['emoji that are joined', '👩\u200d🔧'],
    ['an emoji with a selector', '🛠\ufe0f'],
    ['a flag', '🇨🇳'],
    ['digits', '7'],
    ['punctuation', '?'],
    ['a sign of private use, as names hold them', '\ue000'],
    ['a rare character', '\u{30000}'],
  ])('of %s is not blank', (_, text) => {
    expect(isBlank(text)).toBe(false);
  });

  it.each([
    ['a\u0000', 'U+0000'],
    ['\u001b[31m', 'U+001B'],
    ['\u007f', 'U+007F'],
    ['a\u0080b', 'U+0080'],
    ['\u0085', 'U+0085'],
    ['\u009b31m', 'U+009B'],
    ['\u009f', 'U+009F'],
  ])('%j holds the control character %s', (text, name) => {
    expect(controlCharacterIn(text)).toBe(name);
  });

  it.each(['tab\t, line\n, return\r', '\u00a0', '空调 👩\u200d🔧 \u202e'])(
    '%j holds no control character',
    (text) => {
      expect(controlCharacterIn(text)).toBeUndefined();
    },
  );
});
