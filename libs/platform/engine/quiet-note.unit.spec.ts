import { describe, expect, it } from '@jest/globals';
import { quietNote } from './quiet-note.js';

describe('a quiet note', () => {
  it('says the same thing once a second, and anything else at once', () => {
    const said: string[] = [];
    let nowMs = 0;
    const note = quietNote(
      (line) => said.push(line),
      () => nowMs,
    );
    note('a');
    note('a');
    nowMs = 999;
    note('a');
    note('b');
    note('b');
    nowMs = 1_999;
    note('b');
    expect(said).toEqual(['a', 'b', 'b']);
  });
});
