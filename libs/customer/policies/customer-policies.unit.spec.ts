import { beforeEach, describe, expect, it } from '@jest/globals';
import { streamName } from '@gongdan/core';
import type { CustomerEvent } from '@gongdan/contracts';
import { PolicyBench } from '../../../test/setup/policy-bench.js';
import { registered, reopened, visit } from '../../../test/setup/ticket-events.js';
import { UseVisit, UseVisitHandler } from '../commands/use-visit/use-visit.handler.js';
import { CountContractVisitWhenTicketArchived } from './count-contract-visit-when-ticket-archived.js';
import { DestroyKeyWhenCustomerIsForgotten } from './destroy-key-when-customer-is-forgotten.js';

const ticket = streamName('ticket', 't1');
const contract = streamName('contract', 'k1');
const signed = (customerId = 'c1'): CustomerEvent => ({
  type: 'ContractSigned',
  data: {
    contractId: 'k1',
    customerId,
    validFrom: '2026-03-02',
    validUntil: '2026-03-02',
    visitLimit: 1,
  },
});
const underContract = registered({ category: 'contract', contractId: 'k1' });

let bench: PolicyBench;
let policy: CountContractVisitWhenTicketArchived;
beforeEach(() => {
  bench = new PolicyBench();
  bench.bus.register(UseVisit, new UseVisitHandler(bench.executor));
  policy = new CountContractVisitWhenTicketArchived(bench.store, bench.bus, 'Asia/Shanghai');
});

describe('count-contract-visit-when-ticket-archived', () => {
  it('counts the visit of a cycle once, however often the event is delivered', async () => {
    await bench.record(contract, 'c1', signed());
    const archive = await bench.record(ticket, 'c1', underContract, ...visit());
    await bench.deliver(policy, archive, 3);
    expect(await bench.typesIn(contract)).toEqual(['ContractSigned', 'ContractVisitUsed']);
    expect(await bench.last(contract)).toMatchObject({
      data: { ticketId: 't1', cycle: 1, visitsUsed: 1 },
      actor: 'policy:count-contract-visit-when-ticket-archived',
      causationId: archive.id,
      correlationId: archive.correlationId,
      customerId: 'c1',
    });
  });

  it('counts each cycle, beyond the limit too', async () => {
    await bench.record(contract, 'c1', signed());
    await bench.deliver(policy, await bench.record(ticket, 'c1', underContract, ...visit()));
    await bench.deliver(policy, await bench.record(ticket, 'c1', reopened(2), ...visit()));
    expect((await bench.last(contract)).data).toEqual({ ticketId: 't1', cycle: 2, visitsUsed: 2 });
  });

  // The contract is valid on 2 March alone; Shanghai is eight hours ahead of UTC.
  it.each([
    ['finished in time, archived too late', '2026-03-02T15:59:59.999Z', '2026-03-09T09:00Z', 1],
    ['finished too late', '2026-03-02T16:00:00.000Z', '2026-03-09T09:00Z', 0],
    ['finished too early, archived in time', '2026-03-01T15:59:59.999Z', '2026-03-02T09:00Z', 0],
    [
      'finished in time and in the log from before that was kept',
      undefined,
      '2026-03-09T09:00Z',
      0,
    ],
    ['archived in time in that log', undefined, '2026-03-02T09:00Z', 1],
  ])('asks whether the contract was valid when work was finished: %s', async (...given) => {
    const [, finishedAt, archivedAt, visits] = given;
    await bench.record(contract, 'c1', signed());
    bench.clock.moveTo(Date.parse(archivedAt));
    const events = visit(30, finishedAt);
    await bench.deliver(policy, await bench.record(ticket, 'c1', underContract, ...events));
    expect((await bench.typesIn(contract)).length - 1).toBe(visits);
  });

  it('goes by the organisation’s calendar', async () => {
    await bench.record(contract, 'c1', signed());
    // 3 March in Shanghai, 2 March in UTC.
    bench.clock.moveTo(Date.parse('2026-03-02T16:00:00Z'));
    await bench.deliver(policy, await bench.record(ticket, 'c1', underContract, ...visit()));
    expect(await bench.typesIn(contract)).toEqual(['ContractSigned']);
  });

  it.each([
    ['another category', 'c1', registered({ contractId: 'k1' })],
    ['a ticket without a contract', 'c1', registered({ category: 'contract' })],
    ['somebody else’s contract', 'c2', underContract],
  ])('counts nothing for %s', async (_case, owner, registration) => {
    await bench.record(contract, owner, signed(owner));
    await bench.deliver(policy, await bench.record(ticket, 'c1', registration, ...visit()));
    expect(await bench.typesIn(contract)).toEqual(['ContractSigned']);
  });

  it('counts nothing against a contract that was signed afterwards, or never', async () => {
    const archive = await bench.record(ticket, 'c1', underContract, ...visit());
    await bench.deliver(policy, archive);
    await bench.record(contract, 'c1', signed());
    await bench.deliver(policy, archive);
    expect(await bench.typesIn(contract)).toEqual(['ContractSigned']);
  });
});

describe('destroy-key-when-customer-is-forgotten', () => {
  it('destroys the key, again and again', async () => {
    await bench.vault.keyFor('c1');
    const forgotten = await bench.record(streamName('customer', 'c1'), 'c1', {
      type: 'CustomerForgotten',
      data: { customerId: 'c1', reason: 'Asked for it in writing' },
    });
    await bench.deliver(new DestroyKeyWhenCustomerIsForgotten(bench.vault), forgotten, 2);
    expect(await bench.vault.isDestroyed('c1')).toBe(true);
  });
});
