import type { Refusal } from '@gongdan/core';

/** Every refusal of the technicians’ file: one place per code. */
export const technicianRefusals = {
  notFound: (): Refusal => ({
    code: 'TECHNICIAN.NOT_FOUND',
    category: 'not-found',
    message: 'There is no such technician.',
    hint: 'Check the id: GET /api/v1/technicians lists them.',
  }),
  alreadyEngaged: (): Refusal => ({
    code: 'TECHNICIAN.ALREADY_ENGAGED',
    category: 'rejected',
    message: 'A technician with this id was engaged already.',
    hint: 'Amend the technician instead.',
  }),
  released: (): Refusal => ({
    code: 'TECHNICIAN.RELEASED',
    category: 'rejected',
    message: 'This technician has left the service.',
    hint: 'Choose another one, or engage a new one: POST /api/v1/technicians.',
  }),
  nothingToAmend: (): Refusal => ({
    code: 'TECHNICIAN.NOTHING_TO_AMEND',
    category: 'invalid',
    message: 'The request names nothing to amend.',
    hint: 'Name what is to be changed.',
    violations: [{ path: '', message: 'at least one member is needed' }],
  }),
};
