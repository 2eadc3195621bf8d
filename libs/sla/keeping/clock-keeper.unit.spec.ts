import { describe, expect, it } from '@jest/globals';
import { eventContract, type GongdanEvent } from '@gongdan/contracts';
import { streamName } from '@gongdan/core';
import type { CommandExecutor } from '@gongdan/event-store';
import { CUSTOMER, SlaBench } from '../testing/sla-bench.js';
import { bookOf, clockOf, ms, policyOf, TicketStory, within } from '../testing/ticket-story.js';
import { ClockKeeper } from './clock-keeper.js';
import { readSubjectFacts } from './subject-facts.js';

const MON = '2026-03-02';
const book = bookOf([
  policyOf([
    clockOf('resolution', [within(2, { when: { tier: ['key'] } }), within(8, { rule: 2 })]),
  ]),
]);
const subject = { kind: 'ticket', id: 't1' } as const;
const registered = () => new TicketStory().registered(`${MON}T09:00`, { customerId: CUSTOMER });
const registeredWithTier = (tier: string): GongdanEvent =>
  ({
    type: 'CustomerRegistered',
    data: { ...(eventContract('CustomerRegistered').sample as object), customerId: CUSTOMER, tier },
  }) as unknown as GongdanEvent;
const withdrawn: GongdanEvent = {
  type: 'SlaPolicyWithdrawn',
  data: { subject, reason: 'The contract was ended' },
};

describe('keeping clocks', () => {
  it('tells what is so, and nothing twice', async () => {
    const bench = new SlaBench(book);
    await bench.happened('t1', registered());
    await bench.keep('t1', null);
    expect(await bench.told('t1')).toEqual([`Started open ${MON}T09:00`]);
    await bench.keep('t1', `${MON}T17:01`);
    const kept = await bench.keep('t1', `${MON}T17:02`);
    expect(kept).toMatchObject({ events: [], subjectVersion: 1 });
    expect(await bench.told('t1')).toEqual([
      `Started open ${MON}T09:00`,
      `Breached breached ${MON}T17:00`,
    ]);
  });

  it('of what does not exist tells nothing', async () => {
    const bench = new SlaBench(book);
    expect(await bench.keep('missing', `${MON}T17:00`)).toMatchObject({
      events: [],
      subjectVersion: 0,
    });
  });

  it('by two at once adds nothing twice', async () => {
    const bench = new SlaBench(book);
    await bench.happened('t1', registered());
    await Promise.all(Array.from({ length: 8 }, () => bench.keep('t1', `${MON}T18:00`)));
    expect(await bench.told('t1')).toEqual([
      `Started open ${MON}T09:00`,
      `Breached breached ${MON}T17:00`,
    ]);
  });

  it('reads a decision that came in between and keeps by it', async () => {
    const bench = new SlaBench(book);
    await bench.happened('t1', registered());
    await bench.keep('t1', null);
    await bench.recordAt(streamName('sla', 't1'), ms(`${MON}T10:00`), withdrawn);
    await bench.keep('t1', `${MON}T18:00`);
    expect((await bench.told('t1')).at(-1)).toBe(
      `Cancelled cancelled ${MON}T10:00 policy-withdrawn`,
    );
  });

  it('gives up where decisions never end, for the next attempt', async () => {
    const bench = new SlaBench(book);
    await bench.happened('t1', registered());
    let attempts = 0;
    const decidedMeanwhile: Pick<CommandExecutor, 'execute'> = {
      execute: async (execution) => {
        attempts += 1;
        await bench.recordAt(streamName('sla', 't1'), ms(`${MON}T10:00`), withdrawn);
        return bench.executor.execute(execution);
      },
    };
    const keeper = new ClockKeeper(bench.store, decidedMeanwhile, book);
    const time = { asOf: null, noticedAt: ms(`${MON}T10:00`) };
    await expect(keeper.keep(subject, time, { actor: 'system' })).rejects.toMatchObject({
      code: 'SLA.DECISIONS_MISSING',
      category: 'transient',
    });
    expect(attempts).toBe(5);
  });
});

describe('the tier of a customer', () => {
  it('holds from the beginning, where its file was made after the work was begun', async () => {
    const bench = new SlaBench(book);
    const customer = streamName('customer', CUSTOMER);
    await bench.recordAt(customer, ms(`${MON}T16:00`), registeredWithTier('key'));
    await bench.happened('t1', registered());
    await bench.keep('t1', null);
    expect(await bench.told('t1')).toEqual([`Started open ${MON}T09:00`]);
    const { facts } = await readSubjectFacts(bench.store, subject);
    expect(facts.map(({ at }) => at)).toEqual([ms(`${MON}T09:00`), ms(`${MON}T09:00`)]);
    await bench.keep('t1', `${MON}T11:01`);
    expect((await bench.told('t1')).at(-1)).toBe(`Breached breached ${MON}T11:00`);
  });

  it('that is given later holds from then on', async () => {
    const bench = new SlaBench(book);
    const customer = streamName('customer', CUSTOMER);
    await bench.recordAt(customer, ms(`${MON}T08:00`), registeredWithTier('ordinary'));
    await bench.happened('t1', registered());
    await bench.recordAt(customer, ms(`${MON}T10:00`), {
      type: 'CustomerAmended',
      data: { tier: 'key' },
    });
    await bench.keep('t1', `${MON}T11:01`);
    expect(await bench.told('t1')).toEqual([
      `Started open ${MON}T09:00`,
      `Retargeted open ${MON}T10:00`,
      `Breached breached ${MON}T11:00`,
    ]);
  });
});
