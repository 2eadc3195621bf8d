import type { NoticeRecipient, Role } from '@gongdan/contracts';
import type { NotSentReason } from './notice.js';

/** An enabled account, as far as somebody is looked for. */
export interface Addressee {
  readonly accountId: string;
  readonly roles: readonly Role[];
  readonly technicianId: string | null;
}

/** Who holds a subject: those that `technician` and `owner` stand for. */
export interface Holders {
  readonly technicianId: string | null;
  /** An account’s id, or a role until someone is named. */
  readonly ownerId: string | null;
}

/** The accounts that a recipient of a policy stands for. */
export function accountsOf(
  recipient: NoticeRecipient,
  { technicianId, ownerId }: Holders,
  accounts: readonly Addressee[],
): readonly string[] {
  const found = accounts.filter(({ accountId, roles, technicianId: own }) => {
    if (recipient === 'technician') return technicianId !== null && own === technicianId;
    if (recipient === 'owner')
      return accountId === ownerId || roles.some((role) => role === ownerId);
    return roles.includes(recipient);
  });
  return found.map(({ accountId }) => accountId);
}

/** Why nobody was found. */
export const nobodyFor = (recipient: NoticeRecipient, { ownerId }: Holders): NotSentReason =>
  recipient === 'technician' || (recipient === 'owner' && !isRole(ownerId))
    ? 'nobody-assigned'
    : 'nobody-with-this-role';

/** Roles are words, accounts have UUIDs. */
const isRole = (ownerId: string | null): boolean => ownerId !== null && /^[a-z-]+$/.test(ownerId);
