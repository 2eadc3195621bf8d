import { beforeEach, describe, expect, it } from '@jest/globals';
import { InvoiceDrafted, type GongdanEvent } from '@gongdan/contracts';
import { GongdanError, streamName } from '@gongdan/core';
import { PolicyBench } from '../../../test/setup/policy-bench.js';
import { registered, reopened, settled, visit } from '../../../test/setup/ticket-events.js';
import { SettleTicketWhenDraftIsVoided } from './settle-ticket-when-draft-is-voided.js';

const ticket = streamName('ticket', 't1');
const drafted = (cycle: number): GongdanEvent => ({
  type: 'InvoiceDrafted',
  data: { ...InvoiceDrafted.sample, invoiceId: `t1.${cycle}`, ticketId: 't1', cycle },
});
const voided: GongdanEvent = { type: 'InvoiceVoided', data: { reason: 'Double' } };

let bench: PolicyBench;
let policy: SettleTicketWhenDraftIsVoided;
beforeEach(() => {
  bench = new PolicyBench();
  policy = new SettleTicketWhenDraftIsVoided(bench.store, bench.tickets);
});

const voidedDraft = (cycle: number) =>
  bench.record(streamName('invoice', `t1.${cycle}`), 'c1', drafted(cycle), voided);
const settlements = async () =>
  (await bench.typesIn(ticket)).filter((type) => type === 'TicketSettled').length;

describe('a voided draft', () => {
  it('leaves its ticket nothing to bill, once for any number of deliveries', async () => {
    await bench.record(ticket, 'c1', registered(), ...visit(600));
    await bench.deliver(policy, await voidedDraft(1), 3);
    expect(await settlements()).toBe(1);
    const { data } = await bench.last(ticket);
    expect(data).toMatchObject({ outcome: 'nothing-to-bill' });
    expect(data).not.toHaveProperty('invoiceId');
  });

  it('settles after the ticket stage was away', async () => {
    await bench.record(ticket, 'c1', registered(), ...visit(600));
    const event = await voidedDraft(1);
    const away = { code: 'STORE.UNAVAILABLE', category: 'transient', message: 'Away.' } as const;
    bench.tickets.failNextWith = new GongdanError(away);
    await expect(bench.deliver(policy, event)).rejects.toThrow('Away.');
    await bench.deliver(policy, event, 2);
    expect(await settlements()).toBe(1);
  });

  it.each([
    ['was settled by hand', [settled]],
    ['was reopened and is underway', [reopened(2)]],
    ['was reopened and is in billing again', [reopened(2), ...visit(600)]],
  ])('leaves a ticket alone that %s', async (_case, later) => {
    await bench.record(ticket, 'c1', registered(), ...visit(600), ...later);
    const before = await bench.typesIn(ticket);
    await bench.deliver(policy, await voidedDraft(1));
    expect(await bench.typesIn(ticket)).toEqual(before);
  });
});
