import {
  ok,
  refuse,
  withoutUndefined,
  type Decider,
  type Refusal,
  type Result,
} from '@gongdan/core';
import type { CustomerEvent } from '@gongdan/contracts';
import type { ServiceContractEvent } from './contract.js';
import { customerRefusals } from './customer-refusals.js';

/** Everything on a `customer-<id>` stream. */
export type CustomerFileEvent = Exclude<CustomerEvent, ServiceContractEvent>;
type DataOf<Type extends CustomerFileEvent['type']> = Extract<
  CustomerFileEvent,
  { type: Type }
>['data'];

/**
 * What later decisions need. Personal data is deliberately not part of it: folded states are kept in
 * memory, and a forgotten customer must not live on there.
 */
export interface CustomerState {
  readonly customerId: string | null;
  readonly status: 'unknown' | 'active' | 'forgotten';
  readonly region: string | null;
  readonly tier: DataOf<'CustomerRegistered'>['tier'] | null;
  readonly deviceIds: readonly string[];
}

export type CustomerCommand =
  | { readonly type: 'RegisterCustomer'; readonly customer: DataOf<'CustomerRegistered'> }
  | { readonly type: 'AmendCustomer'; readonly changes: DataOf<'CustomerAmended'> }
  | { readonly type: 'ForgetCustomer'; readonly reason: string }
  | { readonly type: 'RegisterDevice'; readonly device: DataOf<'DeviceRegistered'> };

/** Most devices in one customer’s file. */
export const DEVICES_MAX = 1_000;

type Decision = Result<readonly CustomerFileEvent[], Refusal>;

const initial: CustomerState = {
  customerId: null,
  status: 'unknown',
  region: null,
  tier: null,
  deviceIds: [],
};

function decide(state: CustomerState, command: CustomerCommand): Decision {
  if (command.type === 'RegisterCustomer') {
    return state.status === 'unknown'
      ? ok([{ type: 'CustomerRegistered', data: command.customer }])
      : refuse(customerRefusals.alreadyRegistered());
  }
  if (state.status === 'unknown') return refuse(customerRefusals.notFound());
  if (command.type === 'ForgetCustomer') return forget(state, command.reason);
  if (state.status === 'forgotten') return refuse(customerRefusals.forgotten());
  return command.type === 'AmendCustomer'
    ? amend(state, command.changes)
    : registerDevice(state, command.device);
}

/** A second request changes nothing, so that the destruction of the key can be asked for again. */
function forget(state: CustomerState, reason: string): Decision {
  if (state.status === 'forgotten' || state.customerId === null) return ok([]);
  return ok([{ type: 'CustomerForgotten', data: { customerId: state.customerId, reason } }]);
}

function amend(state: CustomerState, changes: DataOf<'CustomerAmended'>): Decision {
  const { region, tier, ...personal } = changes;
  const data = withoutUndefined({
    ...personal,
    region: region === state.region ? undefined : region,
    tier: tier === state.tier ? undefined : tier,
  });
  if (Object.keys(changes).length === 0) return refuse(customerRefusals.nothingToAmend());
  return ok(Object.keys(data).length === 0 ? [] : [{ type: 'CustomerAmended', data }]);
}

function registerDevice(state: CustomerState, device: DataOf<'DeviceRegistered'>): Decision {
  const { deviceId, purchasedOn, warrantyUntil } = device;
  if (state.deviceIds.includes(deviceId)) {
    return refuse(customerRefusals.deviceAlreadyRegistered(deviceId));
  }
  if (state.deviceIds.length >= DEVICES_MAX) {
    return refuse(customerRefusals.tooManyDevices(DEVICES_MAX));
  }
  if (purchasedOn !== undefined && warrantyUntil !== undefined && warrantyUntil < purchasedOn) {
    return refuse(customerRefusals.warrantyBeforePurchase(purchasedOn, warrantyUntil));
  }
  return ok([{ type: 'DeviceRegistered', data: device }]);
}

function evolve(state: CustomerState, event: CustomerFileEvent): CustomerState {
  switch (event.type) {
    case 'CustomerRegistered': {
      const { customerId, region, tier } = event.data;
      return { ...state, customerId, status: 'active', region: region ?? null, tier };
    }
    case 'CustomerAmended':
      return {
        ...state,
        region: event.data.region ?? state.region,
        tier: event.data.tier ?? state.tier,
      };
    case 'CustomerForgotten':
      return { ...state, status: 'forgotten' };
    case 'DeviceRegistered':
      return { ...state, deviceIds: [...state.deviceIds, event.data.deviceId] };
    default:
      return state;
  }
}

export const customerDecider: Decider<CustomerState, CustomerCommand, CustomerFileEvent> = {
  initial,
  decide,
  evolve,
};
