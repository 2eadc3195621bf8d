import type { Refusal } from '@gongdan/core';
import type { EscalationLevel } from '@gongdan/contracts';

/** Every refusal of the complaint stage: one place per code. */
export const complaintRefusals = {
  notFound: (): Refusal => ({
    code: 'COMPLAINT.NOT_FOUND',
    category: 'not-found',
    message: 'There is no such complaint.',
    hint: 'Check the id: GET /api/v1/complaints lists them.',
  }),
  alreadyOpened: (): Refusal => ({
    code: 'COMPLAINT.ALREADY_OPENED',
    category: 'rejected',
    message: 'This complaint was opened already.',
    hint: 'Go on with the one that is open.',
  }),
  closed: (): Refusal => ({
    code: 'COMPLAINT.CLOSED',
    category: 'rejected',
    message: 'This complaint is closed.',
    hint: 'Open a new complaint.',
  }),
  atTheTop: (): Refusal => ({
    code: 'COMPLAINT.AT_THE_TOP',
    category: 'rejected',
    message: 'The executive has this complaint already; there is no higher step.',
    hint: 'Speak to the executive.',
  }),
  /** `level`: where the complaint is. */
  atThisLevel: (level: EscalationLevel): Refusal => ({
    code: 'COMPLAINT.AT_THIS_LEVEL',
    category: 'rejected',
    message: `The complaint is with the level ${level} already.`,
    hint: 'Name a higher one, or none for the next step.',
    violations: [{ path: '/to', message: `must be above ${level}` }],
  }),
  notAnswered: (): Refusal => ({
    code: 'COMPLAINT.NOT_ANSWERED',
    category: 'rejected',
    message: 'The customer cannot have accepted an answer: none was given yet.',
    hint: 'Record the answer first.',
  }),
  limitReached: (limit: number): Refusal => ({
    code: 'COMPLAINT.LIMIT_REACHED',
    category: 'rejected',
    message: `A complaint holds at most ${limit} answers.`,
    hint: 'Close it, and open a new one for what is left.',
  }),
  onlyTheExecutive: (): Refusal => ({
    code: 'COMPLAINT.ONLY_THE_EXECUTIVE',
    category: 'forbidden',
    message: 'Only the executive may close a complaint that the customer did not accept.',
    hint: 'Escalate it to the executive, or answer until the customer accepts.',
  }),
  reasonMissing: (): Refusal => ({
    code: 'COMPLAINT.REASON_MISSING',
    category: 'invalid',
    message: 'A complaint that the customer did not accept is closed with a reason only.',
    hint: 'Say why it is closed all the same.',
    violations: [{ path: '/reason', message: 'is needed where acceptedByCustomer is false' }],
  }),
  occurredBeforeOpening: (occurredAt: string, openedAt: string): Refusal => ({
    code: 'COMPLAINT.OCCURRED_BEFORE_OPENING',
    category: 'rejected',
    message: `occurredAt ${occurredAt} is before the complaint was opened, ${openedAt}.`,
    hint: 'Check the moment, or leave it out: then it is now.',
    violations: [{ path: '/occurredAt', message: `must not be before ${openedAt}` }],
  }),
  surveyNotFound: (): Refusal => ({
    code: 'COMPLAINT.SURVEY_NOT_FOUND',
    category: 'not-found',
    message: 'There is no such survey, or the link is not the one that was sent.',
    hint: 'Open the link once more, just as it was sent.',
  }),
  customerUnknown: (): Refusal => ({
    code: 'COMPLAINT.CUSTOMER_UNKNOWN',
    category: 'invalid',
    message: 'There is no such customer, or the customer was forgotten.',
    hint: 'Check the id: GET /api/v1/customers lists them.',
    violations: [{ path: '/customerId', message: 'must be a customer in the file' }],
  }),
  ticketNotOfCustomer: (index: number): Refusal => ({
    code: 'COMPLAINT.TICKET_NOT_OF_CUSTOMER',
    category: 'invalid',
    message: 'A ticket is not one of this customer’s.',
    hint: 'Leave that ticket out, or name the customer whose it is.',
    violations: [{ path: `/ticketIds/${index}`, message: 'must be a ticket of this customer' }],
  }),
};
