import { describe, expect, it } from '@jest/globals';
import { specify } from '@gongdan/core';
import { customerDecider, DEVICES_MAX, type CustomerFileEvent } from './customer.js';

const spec = specify(customerDecider);
const registered: CustomerFileEvent = {
  type: 'CustomerRegistered',
  data: { customerId: 'c1', name: 'Customer One', region: 'urban', tier: 'ordinary' },
};
const forgotten: CustomerFileEvent = {
  type: 'CustomerForgotten',
  data: { customerId: 'c1', reason: 'Asked for it in writing' },
};
const device = (deviceId: string): CustomerFileEvent => ({
  type: 'DeviceRegistered',
  data: { deviceId, model: 'KFR-35GW' },
});

describe('registering a customer', () => {
  const command = {
    type: 'RegisterCustomer',
    customer: { customerId: 'c1', name: 'Customer One', tier: 'key' },
  } as const;

  it('takes the customer into the file', () => {
    expect(spec.given().when(command).events()).toEqual([
      { type: 'CustomerRegistered', data: command.customer },
    ]);
  });

  it('refuses an id that is in the file, forgotten or not', () => {
    expect(spec.given(registered).when(command).refusal()).toBe('CUSTOMER.ALREADY_REGISTERED');
    expect(spec.given(registered, forgotten).when(command).refusal()).toBe(
      'CUSTOMER.ALREADY_REGISTERED',
    );
  });
});

describe('amending a customer', () => {
  it('records what was given and leaves out region and tier that stay', () => {
    const changes = { phone: '+86 10 5555 0102', region: 'urban', tier: 'major' } as const;
    expect(spec.given(registered).when({ type: 'AmendCustomer', changes }).events()).toEqual([
      { type: 'CustomerAmended', data: { phone: '+86 10 5555 0102', tier: 'major' } },
    ]);
  });

  it.each([{ region: 'urban' }, { tier: 'ordinary' }] as const)(
    'changes nothing where only what is so already is given: %p',
    (changes) => {
      const amend = { type: 'AmendCustomer', changes } as const;
      expect(spec.given(registered).when(amend).events()).toEqual([]);
    },
  );

  it.each([{ region: 'rural' }, { tier: 'key' }] as const)(
    'records and keeps what changes alone: %p',
    (changes) => {
      const amend = { type: 'AmendCustomer', changes } as const;
      const amended: CustomerFileEvent = { type: 'CustomerAmended', data: changes };
      expect(spec.given(registered).when(amend).events()).toEqual([amended]);
      expect(spec.given(registered, amended).when(amend).events()).toEqual([]);
      const { region, tier } = spec.given(registered, amended).state();
      expect({ region, tier }).toEqual({ region: 'urban', tier: 'ordinary', ...changes });
    },
  );

  it.each([
    ['an empty request', [registered], {}, 'CUSTOMER.NOTHING_TO_AMEND'],
    ['an unknown customer', [], { name: 'Customer Two' }, 'CUSTOMER.NOT_FOUND'],
    [
      'a forgotten customer',
      [registered, forgotten],
      { name: 'Customer Two' },
      'CUSTOMER.FORGOTTEN',
    ],
  ])('refuses %s', (_case, past, changes, code) => {
    const outcome = spec.given(...past).when({ type: 'AmendCustomer', changes });
    expect(outcome.refusal()).toBe(code);
  });
});

describe('forgetting a customer', () => {
  const command = { type: 'ForgetCustomer', reason: 'Asked for it in writing' } as const;

  it('is recorded once, however often it is asked for', () => {
    expect(spec.given(registered).when(command).events()).toEqual([forgotten]);
    expect(spec.given(registered, forgotten).when(command).events()).toEqual([]);
  });

  it('refuses an unknown customer', () => {
    expect(spec.given().when(command).refusal()).toBe('CUSTOMER.NOT_FOUND');
  });

  it('keeps nothing personal in the state', () => {
    const state = JSON.stringify(spec.given(registered).state());
    expect(state).not.toContain('Customer One');
  });
});

describe('registering a device', () => {
  const register = (data: { deviceId: string; purchasedOn?: string; warrantyUntil?: string }) =>
    ({ type: 'RegisterDevice', device: { model: 'KFR-35GW', ...data } }) as const;

  it('takes the device into the file', () => {
    const command = register({
      deviceId: 'd1',
      purchasedOn: '2025-05-01',
      warrantyUntil: '2025-05-01',
    });
    expect(spec.given(registered).when(command).events()).toEqual([
      { type: 'DeviceRegistered', data: command.device },
    ]);
  });

  it.each([
    ['the same device twice', [registered, device('d1')], {}, 'CUSTOMER.DEVICE_ALREADY_REGISTERED'],
    ['a forgotten customer', [registered, forgotten], {}, 'CUSTOMER.FORGOTTEN'],
    [
      'a warranty that ends before the purchase',
      [registered],
      { purchasedOn: '2025-05-02', warrantyUntil: '2025-05-01' },
      'CUSTOMER.WARRANTY_BEFORE_PURCHASE',
    ],
  ])('refuses %s', (_case, past, days, code) => {
    expect(
      spec
        .given(...past)
        .when(register({ deviceId: 'd1', ...days }))
        .refusal(),
    ).toBe(code);
  });

  it(`takes ${DEVICES_MAX} devices and refuses one more`, () => {
    const devices = Array.from({ length: DEVICES_MAX }, (_, index) => device(`d${index}`));
    const next = register({ deviceId: 'next' });
    expect(
      spec
        .given(registered, ...devices.slice(1))
        .when(next)
        .events(),
    ).toHaveLength(1);
    expect(
      spec
        .given(registered, ...devices)
        .when(next)
        .refusal(),
    ).toBe('CUSTOMER.TOO_MANY_DEVICES');
  });
});
