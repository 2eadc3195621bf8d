import { beforeEach, describe, expect, it } from '@jest/globals';
import { GongdanError, ok, refuse, streamName, type Refusal } from '@gongdan/core';
import {
  eventContract,
  type ComplaintCommands,
  type ComplaintEscalation,
  type SlaEvent,
} from '@gongdan/contracts';
import { PolicyBench } from '../../../test/setup/policy-bench.js';
import { EscalateWhenALadderSaysSo } from './escalate-when-a-ladder-says-so.js';

const sla = streamName('sla', 'b1');
const ticket = streamName('ticket', 'b1');

/** As published, about this ticket’s (or complaint’s) arrival, or another clock. */
const told = (type: SlaEvent['type'], more: object = {}): SlaEvent =>
  ({
    type,
    data: {
      ...eventContract(type).sample,
      subject: { kind: 'ticket', id: 'b1' },
      clock: 'arrival',
      ...more,
    },
  }) as unknown as SlaEvent;

let bench: PolicyBench;
let policy: EscalateWhenALadderSaysSo;
let complained: (readonly [string, ComplaintEscalation])[];
let refusal: Refusal | undefined;
beforeEach(() => {
  bench = new PolicyBench();
  complained = [];
  refusal = undefined;
  const escalate: ComplaintCommands['escalate'] = (id, escalation) => {
    complained.push([id, escalation]);
    return Promise.resolve(refusal ? refuse(refusal) : ok({ position: 1 }));
  };
  policy = new EscalateWhenALadderSaysSo(bench.store, bench.tickets, { escalate });
});

const climbed = (more: object = {}) => bench.record(sla, 'c1', told('SlaClockEscalated', more));
const reason = 'Promise broken: arrival (breach)';
const complaint = { subject: { kind: 'complaint', id: 'b1' } } as const;

describe('escalate-when-a-ladder-says-so', () => {
  it('moves a ticket up to the level of the rung, once for any number of deliveries', async () => {
    const event = await climbed();
    await bench.deliver(policy, event, 3);
    expect(await bench.typesIn(ticket)).toEqual(['TicketEscalated']);
    expect((await bench.last(ticket)).data).toMatchObject({ to: 'dispatch-manager', reason });
  });

  it('moves a complaint up to the level of the rung', async () => {
    await bench.deliver(policy, await climbed({ ...complaint, to: 'executive' }));
    expect(complained).toEqual([['b1', { to: 'executive', reason }]]);
  });

  it('leaves it where it is when the rung only tells people', async () => {
    await bench.deliver(policy, await climbed({ ...complaint, to: undefined }));
    expect(complained).toEqual([]);
  });

  it.each([
    ['the promise is met or missed', 'SlaClockMissed', {}],
    ['the promise has fallen away', 'SlaClockCancelled', {}],
    ['the breach was none', 'SlaClockRetargeted', {}],
  ] as const)('leaves it where it is when %s meanwhile', async (_case, type, more) => {
    const event = await climbed(complaint);
    await bench.record(sla, 'c1', told(type, { ...complaint, ...more }));
    await bench.deliver(policy, event);
    expect(complained).toEqual([]);
  });

  it.each([
    ['another clock has ended', 'SlaClockMet', { clock: 'resolution' }],
    ['another run has ended', 'SlaClockMet', { cycle: 2 }],
    ['the next rung is reached', 'SlaClockEscalated', { rung: 'breach+PT4H' }],
  ] as const)('climbs all the same when %s', async (_case, type, more) => {
    const event = await climbed(complaint);
    await bench.record(sla, 'c1', told(type, { ...complaint, ...more }));
    await bench.deliver(policy, event);
    expect(complained).toHaveLength(1);
  });

  it('takes no for an answer, and tries again what failed for a while', async () => {
    const event = await climbed(complaint);
    refusal = { code: 'COMPLAINT.AT_THIS_LEVEL', category: 'rejected', message: '', hint: '' };
    await bench.deliver(policy, event);
    refusal = { code: 'STORE.UNAVAILABLE', category: 'transient', message: '', hint: '' };
    await expect(bench.deliver(policy, event)).rejects.toBeInstanceOf(GongdanError);
  });
});
