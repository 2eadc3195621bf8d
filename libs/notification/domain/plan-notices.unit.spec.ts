import { describe, expect, it } from '@jest/globals';
import { brokenPromise } from '../testing/facts.js';
import { EVENT_AGE_MS_MAX } from './notice.js';
import { noticeIdOf } from './notice-id.js';
import { planNotices, type Telling } from './plan-notices.js';
import type { Addressee } from './recipients.js';

const accounts: readonly Addressee[] = [
  { accountId: 'manager-one', roles: ['dispatch-manager'], technicianId: null },
  { accountId: 'manager-two', roles: ['dispatch-manager', 'executive'], technicianId: null },
  { accountId: 'helper', roles: ['technician'], technicianId: 'f1' },
];
const happenedMs = Date.parse(brokenPromise.occurredAt);

const plan = (more: Partial<Telling>, nowMs = happenedMs) =>
  planNotices(
    {
      facts: brokenPromise,
      holders: { technicianId: 'f1', ownerId: null },
      notify: ['dispatch-manager'],
      by: ['in-app'],
      ...more,
    },
    accounts,
    nowMs,
  );
const told = (...planned: Parameters<typeof plan>) =>
  plan(...planned).map(({ channel, accountId, whom, state, reason }) =>
    [channel, accountId, whom.join('+'), state, reason].join(' '),
  );

describe('the notices of an event', () => {
  it('are one for each person with the role and each channel', () => {
    expect(told({ by: ['in-app', 'email'] })).toEqual([
      'in-app manager-one dispatch-manager sent ',
      'in-app manager-two dispatch-manager sent ',
      'email manager-one dispatch-manager waiting ',
      'email manager-two dispatch-manager waiting ',
    ]);
  });

  it('are one for who is told in two ways', () => {
    expect(told({ notify: ['executive', 'dispatch-manager'] })).toEqual([
      'in-app manager-two executive+dispatch-manager sent ',
      'in-app manager-one dispatch-manager sent ',
    ]);
  });

  it.each([
    ['technician', { technicianId: 'f1', ownerId: null }, 'helper'],
    ['owner', { technicianId: null, ownerId: 'manager-one' }, 'manager-one'],
    ['owner', { technicianId: null, ownerId: 'executive' }, 'manager-two'],
  ] as const)('find the %s who holds it: %j', (recipient, holders, account) => {
    expect(told({ notify: [recipient], holders })).toEqual([
      `in-app ${account} ${recipient} sent `,
    ]);
  });

  it.each([
    ['finance', { technicianId: 'f1', ownerId: null }, 'nobody-with-this-role'],
    ['technician', { technicianId: null, ownerId: null }, 'nobody-assigned'],
    ['technician', { technicianId: 'f2', ownerId: null }, 'nobody-assigned'],
    ['owner', { technicianId: null, ownerId: null }, 'nobody-assigned'],
    ['owner', { technicianId: null, ownerId: '0198c2f0-0000-7000-8000-0' }, 'nobody-assigned'],
    ['owner', { technicianId: null, ownerId: 'service-manager' }, 'nobody-with-this-role'],
  ] as const)('say that there is nobody for %s of %j', (recipient, holders, reason) => {
    expect(told({ notify: [recipient, 'dispatch-manager'], holders, by: ['email'] })).toEqual([
      'email manager-one dispatch-manager waiting ',
      'email manager-two dispatch-manager waiting ',
      `email  ${recipient} not-sent ${reason}`,
    ]);
  });

  it('are a single one for a webhook, which names all receivers', () => {
    const [notice, ...others] = plan({ notify: ['finance', 'technician'], by: ['webhook'] });
    expect(others).toEqual([]);
    expect(notice).toMatchObject({
      accountId: null,
      whom: ['finance', 'technician'],
      receivers: { finance: [], technician: ['helper'] },
      state: 'waiting',
    });
  });

  it('have ids of their own, which are the same when they are made again', () => {
    const all = {
      notify: ['finance', 'technician', 'executive'],
      by: ['in-app', 'email', 'webhook'],
    };
    const ids = plan(all as Partial<Telling>).map(({ id }) => id);
    expect(new Set(ids).size).toBe(7);
    expect(plan(all as Partial<Telling>).map(({ id }) => id)).toEqual(ids);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-/);
    expect(noticeIdOf('e1', 'email', 'a')).not.toBe(noticeIdOf('e2', 'email', 'a'));
  });

  it('tell nobody of what happened too long ago', () => {
    const by = ['in-app', 'email', 'webhook'] as const;
    const latest = happenedMs + EVENT_AGE_MS_MAX;
    expect(told({ by }, latest)).toHaveLength(5);
    expect(told({ by }, latest + 1)).toEqual([
      'in-app  dispatch-manager not-sent too-old',
      'email  dispatch-manager not-sent too-old',
      'webhook  dispatch-manager not-sent too-old',
    ]);
  });

  it('are none where a policy tells nobody', () => {
    expect(told({ notify: [] })).toEqual([]);
    expect(told({ by: [] })).toEqual([]);
  });
});
