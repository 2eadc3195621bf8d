import type { Refusal } from '@gongdan/core';

/** Every refusal of a service contract: one place per code. */
export const contractRefusals = {
  notFound: (): Refusal => ({
    code: 'CONTRACT.NOT_FOUND',
    category: 'not-found',
    message: 'There is no such contract.',
    hint: 'Check the id: GET /api/v1/customers/{id} lists the contracts.',
  }),
  alreadySigned: (): Refusal => ({
    code: 'CONTRACT.ALREADY_SIGNED',
    category: 'rejected',
    message: 'A contract with this id was signed already.',
    hint: 'Sign another one under an id of its own.',
  }),
  endsBeforeItBegins: (validFrom: string, validUntil: string): Refusal => ({
    code: 'CONTRACT.ENDS_BEFORE_IT_BEGINS',
    category: 'invalid',
    message: `The contract ends (${validUntil}) before it begins (${validFrom}).`,
    hint: 'Put validFrom or validUntil right.',
    violations: [{ path: '/validUntil', message: 'must not be before validFrom' }],
  }),
  tooManyVisits: (visitsMax: number): Refusal => ({
    code: 'CONTRACT.TOO_MANY_VISITS',
    category: 'invalid',
    message: `One contract covers at most ${visitsMax} visits.`,
    hint: 'Sign a second contract for the rest.',
    violations: [{ path: '/visitLimit', message: `must be at most ${visitsMax}` }],
  }),
};
