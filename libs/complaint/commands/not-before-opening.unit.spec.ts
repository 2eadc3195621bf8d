import { expect, it } from '@jest/globals';
import { ok, type Instant, type RecordedEvent } from '@gongdan/core';
import type { CommandContext } from '@gongdan/event-store';
import { notBeforeOpening } from './not-before-opening.js';

const OPENED_AT = '2026-03-02T09:00:00.000Z' as Instant;
const EARLIER = '2026-03-02T08:59:59.999Z' as Instant;
const LATER = '2026-03-02T09:00:00.001Z' as Instant;

/** When the command is taken to have happened (undefined: now), or the code of its refusal. */
async function momentOf(now: Instant, occurredAt?: Instant): Promise<string | undefined> {
  const opened = { occurredAt: OPENED_AT } as RecordedEvent;
  const store = { readStream: () => Promise.resolve([opened]) };
  const context: CommandContext = {
    caller: { actor: 'manager', roles: ['service-manager'], technicianId: null },
    ...(occurredAt === undefined ? {} : { occurredAt }),
  };
  const ports = { store, clock: { now: () => now } };
  const result = await notBeforeOpening(ports, 'c-1', context, (timed) =>
    Promise.resolve(ok(timed.occurredAt)),
  );
  return result.ok ? result.value : result.error.code;
}

it('takes what happens now for after the opening, though the clock was set back since', async () => {
  expect(await momentOf(EARLIER)).toBe(OPENED_AT);
  expect(await momentOf(LATER)).toBeUndefined();
});

it('refuses what is said to have happened before the opening', async () => {
  expect(await momentOf(LATER, EARLIER)).toBe('COMPLAINT.OCCURRED_BEFORE_OPENING');
  expect(await momentOf(LATER, OPENED_AT)).toBe(OPENED_AT);
});
