import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { SlaSubject } from '@gongdan/contracts';
import { streamName } from '@gongdan/core';
import { CUSTOMER, SlaBench } from '../testing/sla-bench.js';
import { bookOf, clockOf, ms, policyOf, TicketStory, within } from '../testing/ticket-story.js';
import { KeepClocksWhenSomethingHappens } from './keep-clocks-when-something-happens.js';

const MON = '2026-03-02';
const subject: SlaSubject = { kind: 'ticket', id: 't1' };
const book = bookOf([
  policyOf([
    clockOf('resolution', [within(2, { when: { tier: ['key'] } }), within(8, { rule: 2 })]),
  ]),
]);
const story = () => new TicketStory().registered(`${MON}T09:00`, { customerId: CUSTOMER });

let bench: SlaBench;
let kept: SlaSubject[];
let policy: KeepClocksWhenSomethingHappens;
beforeEach(() => {
  bench = new SlaBench(book);
  kept = [];
  const keep: SlaBench['keeper']['keep'] = (of, ...rest) => {
    kept.push(of);
    return bench.keeper.keep(of, ...rest);
  };
  policy = new KeepClocksWhenSomethingHappens(
    { keep },
    { ofCustomer: (id) => Promise.resolve(id === CUSTOMER ? [subject] : []) },
    book,
  );
});

describe('keeping clocks when something happens', () => {
  it('adds nothing twice, however often an event is delivered', async () => {
    const registered = await bench.happened('t1', story());
    await bench.deliver(policy, registered, 3);
    expect(await bench.told('t1')).toEqual([`Started open ${MON}T09:00`]);
    const stopped = await bench.happened('t1', story().resolved(`${MON}T12:00`));
    await bench.deliver(policy, stopped, 3);
    expect(await bench.told('t1')).toEqual([`Started open ${MON}T09:00`, `Met met ${MON}T12:00`]);
  });

  it('adds nothing twice where it has forgotten what it looked at', async () => {
    const registered = await bench.happened('t1', story());
    for (let time = 0; time < 3; time++) {
      const nobodys = { ofCustomer: () => Promise.resolve([]) };
      const other = new KeepClocksWhenSomethingHappens(bench.keeper, nobodys, book);
      await bench.deliver(other, registered);
    }
    expect(await bench.told('t1')).toEqual([`Started open ${MON}T09:00`]);
  });

  it('looks once at what came together', async () => {
    const registered = await bench.happened('t1', story());
    const stopped = await bench.happened('t1', story().resolved(`${MON}T12:00`));
    await bench.deliver(policy, registered);
    expect(kept).toEqual([subject]);
    await bench.deliver(policy, stopped);
    expect(kept).toEqual([subject]);
    expect(await bench.told('t1')).toHaveLength(2);
  });

  it('reads no promises of a ticket that has only just come to be', async () => {
    const registered = await bench.happened('t1', story());
    const read = jest.spyOn(bench.store, 'readStream');
    await bench.deliver(policy, registered);
    expect(read.mock.calls.map(([stream]) => stream)).not.toContain('sla-t1');
    expect(await bench.told('t1')).toHaveLength(1);
  });

  it('names the event that led to it', async () => {
    const registered = await bench.happened('t1', story());
    await bench.deliver(policy, registered);
    expect(await bench.last(streamName('sla', 't1'))).toMatchObject({
      actor: 'policy:keep-clocks-when-something-happens',
      causationId: registered.id,
      correlationId: registered.correlationId,
      customerId: CUSTOMER,
    });
  });

  it('gives open promises the targets of a new tier', async () => {
    await bench.deliver(policy, await bench.happened('t1', story()));
    const customer = streamName('customer', CUSTOMER);
    const data = { tier: 'key' } as const;
    const amended = await bench.recordAt(customer, ms(`${MON}T10:00`), {
      type: 'CustomerAmended',
      data,
    });
    await bench.deliver(policy, amended, 3);
    expect(await bench.told('t1')).toEqual([
      `Started open ${MON}T09:00`,
      `Retargeted open ${MON}T10:00`,
    ]);
  });

  it('leaves promises alone where a file changes otherwise', async () => {
    const customer = streamName('customer', CUSTOMER);
    const amended = await bench.recordAt(customer, ms(`${MON}T10:00`), {
      type: 'CustomerAmended',
      data: { name: 'Customer One' },
    });
    await bench.deliver(policy, amended);
    expect(kept).toEqual([]);
  });

  it('goes by a recorded decision', async () => {
    await bench.deliver(policy, await bench.happened('t1', story()));
    const decision = await bench.recordAt(streamName('sla', 't1'), ms(`${MON}T10:00`), {
      type: 'SlaPolicyWithdrawn',
      data: { subject, reason: 'The contract was ended' },
    });
    await bench.deliver(policy, decision, 3);
    const told = await bench.told('t1');
    expect(told.filter((word) => word.startsWith('Cancelled'))).toEqual([
      `Cancelled cancelled ${MON}T10:00 policy-withdrawn`,
    ]);
  });
});
