import type { Refusal } from '@gongdan/core';

/** Every refusal of the customer file: one place per code. */
export const customerRefusals = {
  notFound: (): Refusal => ({
    code: 'CUSTOMER.NOT_FOUND',
    category: 'not-found',
    message: 'There is no such customer.',
    hint: 'Check the id: GET /api/v1/customers lists them.',
  }),
  alreadyRegistered: (): Refusal => ({
    code: 'CUSTOMER.ALREADY_REGISTERED',
    category: 'rejected',
    message: 'A customer with this id is in the file already.',
    hint: 'Amend the customer instead.',
  }),
  forgotten: (): Refusal => ({
    code: 'CUSTOMER.FORGOTTEN',
    category: 'rejected',
    message: 'This customer was forgotten; nothing can be added any more.',
    hint: 'Register the customer anew.',
  }),
  nothingToAmend: (): Refusal => ({
    code: 'CUSTOMER.NOTHING_TO_AMEND',
    category: 'invalid',
    message: 'The request names nothing to amend.',
    hint: 'Name what is to be changed.',
    violations: [{ path: '', message: 'at least one member is needed' }],
  }),
  deviceAlreadyRegistered: (deviceId: string): Refusal => ({
    code: 'CUSTOMER.DEVICE_ALREADY_REGISTERED',
    category: 'rejected',
    message: `The device ${deviceId} is in this customer’s file already.`,
    hint: 'Register another device under an id of its own.',
  }),
  deviceNotFound: (): Refusal => ({
    code: 'CUSTOMER.DEVICE_NOT_FOUND',
    category: 'not-found',
    message: 'This customer has no such device.',
    hint: 'Check the id: GET /api/v1/customers/{id} lists the devices.',
  }),
  tooManyDevices: (devicesMax: number): Refusal => ({
    code: 'CUSTOMER.TOO_MANY_DEVICES',
    category: 'rejected',
    message: `One customer’s file holds at most ${devicesMax} devices.`,
    hint: 'Register further ones under a second customer, one for each site for example.',
  }),
  warrantyBeforePurchase: (purchasedOn: string, warrantyUntil: string): Refusal => ({
    code: 'CUSTOMER.WARRANTY_BEFORE_PURCHASE',
    category: 'invalid',
    message: `The warranty ends (${warrantyUntil}) before the purchase (${purchasedOn}).`,
    hint: 'Put purchasedOn or warrantyUntil right.',
    violations: [{ path: '/warrantyUntil', message: 'must not be before purchasedOn' }],
  }),
};
