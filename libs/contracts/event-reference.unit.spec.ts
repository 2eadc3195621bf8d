import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Type } from 'typebox';
import { closed, declareEvent } from './event-contract.js';
import { renderEventReference } from './event-reference.js';
import { allEventContracts } from './registry.js';

const FILE = join(import.meta.dirname, '../../docs/reference/events.md');

describe('the event reference', () => {
  it('is what docs/reference/events.md says', () => {
    const rendered = renderEventReference();
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(FILE, rendered);
    if (readFileSync(FILE, 'utf8') !== rendered) {
      throw new Error(
        'docs/reference/events.md is out of date: UPDATE_DOCS=1 npm test -- libs/contracts',
      );
    }
  });

  it('has a heading for every event', () => {
    const headings = renderEventReference().match(/^### .+$/gm) ?? [];
    expect(headings.sort()).toEqual(
      allEventContracts()
        .map(({ type }) => `### ${type}`)
        .sort(),
    );
  });

  it('says of every member its type, whether it is required and whether it is personal', () => {
    const contract = declareEvent('PeopleInvited', {
      owner: 'customer',
      description: 'People were invited.',
      schema: closed({
        guests: Type.Array(closed({ name: Type.String({ minLength: 1, maxLength: 9 }) })),
        on: Type.Optional(Type.String({ format: 'date' })),
        by: Type.Union([Type.String({ maxLength: 5 }), Type.Null()]),
        mood: Type.Enum(['glad', 'sad']),
        seats: Type.Integer({ minimum: 1 }),
      }),
      personal: ['/guests/*/name'],
      sample: { guests: [{ name: 'Guest One' }], by: null, mood: 'glad', seats: 1 },
    });
    const rendered = renderEventReference([contract]);
    for (const row of [
      '| `guests` | list of object | yes |  |',
      '| `guests[].name` | text 1–9 | yes | personal |',
      '| `on` | day | no |  |',
      '| `by` | text up to 5 or null | yes |  |',
      '| `mood` | `glad`, `sad` | yes |  |',
      '| `seats` | integer from 1 | yes |  |',
      'Version 1 · owner `customer` · stream `customer` or `contract`',
    ]) {
      expect(rendered.split('\n')).toContain(row);
    }
  });
});
