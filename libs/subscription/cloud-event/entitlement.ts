import { eventContract, type Caller, type Role } from '@gongdan/contracts';
import type { RecordedEvent } from '@gongdan/core';
import { withoutPersonal } from './without-personal.js';

/** Who reads names, addresses and remarks in events; for everybody else they are `[sealed]`. */
const PERSONAL_READERS: readonly Role[] = [
  'administrator',
  'auditor',
  'executive',
  'service-manager',
];

export const readsPersonal = ({ roles }: Pick<Caller, 'roles'>): boolean =>
  roles.some((role) => PERSONAL_READERS.includes(role));

/** The event as a subscriber may see it who is entitled to personal texts, or not. */
export const shownTo = (entitled: boolean, event: RecordedEvent): RecordedEvent =>
  entitled
    ? event
    : { ...event, data: withoutPersonal(event.data, eventContract(event.type).personal) };
