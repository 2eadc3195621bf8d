import { describe, expect, it } from '@jest/globals';
import { streamName } from '@gongdan/core';
import type { CommandContext } from '@gongdan/event-store';
import { SlaBench } from '../testing/sla-bench.js';
import { bookOf, clockOf, policyOf, TicketStory, within } from '../testing/ticket-story.js';
import { PromiseDecisions } from './promise-decisions.js';

const MON = '2026-03-02';
const book = bookOf([policyOf([clockOf('resolution', [within(8)])])]);
const subject = { kind: 'ticket', id: 't1' } as const;
const context: CommandContext = {
  caller: { actor: 'manager-1', roles: ['service-manager'], technicianId: null },
  correlationId: 'withdrawal-7',
  idempotency: { key: 'manager-1:withdraw-1', fingerprint: 'ab'.repeat(32) },
};

async function withdrawalBench() {
  const bench = new SlaBench(book);
  await bench.happened('t1', new TicketStory().registered(`${MON}T09:00`));
  await bench.keep('t1', null);
  const decisions = new PromiseDecisions(
    bench.store,
    bench.executor,
    bench.clock,
    book,
    bench.keeper,
  );
  const withdraw = async (given: CommandContext = context) => {
    const result = await decisions.decide('WithdrawPolicy', subject, 'As agreed', given);
    if (!result.ok) throw new Error(result.error.message);
    return result.value;
  };
  return { bench, withdraw };
}

describe('a decision about promises', () => {
  it('leads with everything it brings about to the request that made it', async () => {
    const { bench, withdraw } = await withdrawalBench();
    await withdraw();
    const [, decision, cancelled] = await bench.store.readStream(streamName('sla', 't1'));
    expect(decision).toMatchObject({ type: 'SlaPolicyWithdrawn', correlationId: 'withdrawal-7' });
    expect(cancelled).toMatchObject({
      type: 'SlaClockCancelled',
      actor: 'manager-1',
      correlationId: 'withdrawal-7',
      causationId: decision?.id,
    });
  });

  it('that is repeated gets the first answer, clocks included', async () => {
    const { withdraw } = await withdrawalBench();
    const first = await withdraw();
    expect(first).toMatchObject({
      version: 3,
      events: [{ type: 'SlaPolicyWithdrawn' }, { type: 'SlaClockCancelled' }],
      replayed: false,
    });
    expect(await withdraw()).toEqual({ ...first, replayed: true });
  });

  it('that is repeated gets the first answer where others had kept the clocks by it', async () => {
    const { bench, withdraw } = await withdrawalBench();
    const keeps = bench.keeper.keep.bind(bench.keeper);
    bench.keeper.keep = async (kept, time, by) => {
      await keeps(kept, time, { actor: 'policy:keep-clocks-when-something-happens' });
      return keeps(kept, time, by);
    };
    const first = await withdraw();
    expect(first.events).toMatchObject([{ type: 'SlaPolicyWithdrawn' }]);
    expect(await withdraw()).toEqual({ ...first, replayed: true });
  });

  it('keeps the clocks for a repeat, too, where the first attempt died before it', async () => {
    const { bench, withdraw } = await withdrawalBench();
    const { keep } = bench.keeper;
    bench.keeper.keep = () => Promise.reject(new Error('killed'));
    await expect(withdraw()).rejects.toThrow('killed');
    bench.keeper.keep = keep;
    expect(await withdraw()).toMatchObject({ version: 2, replayed: true });
    expect((await bench.told('t1')).at(-1)).toContain('Cancelled cancelled');
  });
});
