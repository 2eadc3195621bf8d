import { describe, expect, it } from '@jest/globals';
import { allEventContracts, FORGOTTEN } from '@gongdan/contracts';
import { SEALED, withoutPersonal } from './without-personal.js';

describe('withoutPersonal', () => {
  it('seals texts by pointer and leaves everything else', () => {
    const data = { contact: { name: 'Customer One', region: 'urban' }, people: [{ name: 'A' }] };
    expect(withoutPersonal(data, ['/contact/name', '/people/*/name', '/none/at/all'])).toEqual({
      contact: { name: SEALED, region: 'urban' },
      people: [{ name: SEALED }],
    });
    expect(data.contact.name).toBe('Customer One');
  });

  it('leaves it to be seen that a text was forgotten', () => {
    expect(withoutPersonal({ text: FORGOTTEN }, ['/text'])).toEqual({ text: FORGOTTEN });
  });

  it.each(allEventContracts().map((contract) => [contract.type, contract] as const))(
    'leaves no declared personal text of %s',
    (_, { sample, personal }) => {
      const sealed = JSON.stringify(withoutPersonal(sample, personal));
      for (const pointer of personal) {
        const text = pointer
          .split('/')
          .slice(1)
          .reduce<unknown>((value, step) => (value as Record<string, unknown>)?.[step], sample);
        if (typeof text === 'string') expect(sealed).not.toContain(JSON.stringify(text));
      }
    },
  );
});
