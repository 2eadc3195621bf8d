import { beforeEach, describe, expect, it } from '@jest/globals';
import { streamName } from '@gongdan/core';
import { eventContract, type ComplaintEvent, type SlaEvent } from '@gongdan/contracts';
import { PolicyBench } from '../../../test/setup/policy-bench.js';
import {
  EscalateComplaint,
  EscalateComplaintHandler,
} from '../commands/escalate-complaint/escalate-complaint.handler.js';
import { EscalateComplaintWhenAPromiseIsBroken } from './escalate-complaint-when-a-promise-is-broken.js';

const complaint = streamName('complaint', 'b1');
const sla = streamName('sla', 'b1');

const opened: ComplaintEvent = {
  type: 'ComplaintOpened',
  data: {
    complaintId: 'b1',
    customerId: 'c1',
    ticketIds: [],
    source: 'customer',
    severity: 'general',
    description: 'Nobody came.',
    ownerId: 'service-manager',
    level: 'handler',
  },
};
/** As published, about this complaint’s first answer (or another clock). */
const told = (type: SlaEvent['type'], clock = 'first-answer', kind = 'complaint'): SlaEvent =>
  ({
    type,
    data: { ...eventContract(type).sample, subject: { kind, id: 'b1' }, clock },
  }) as unknown as SlaEvent;

let bench: PolicyBench;
let policy: EscalateComplaintWhenAPromiseIsBroken;
beforeEach(async () => {
  bench = new PolicyBench();
  bench.bus.register(EscalateComplaint, new EscalateComplaintHandler(bench.executor));
  policy = new EscalateComplaintWhenAPromiseIsBroken(bench.store, bench.bus);
  await bench.record(complaint, 'c1', opened);
});

const breach = (clock?: string, kind?: string) =>
  bench.record(sla, 'c1', told('SlaClockBreached', clock, kind));
const levels = async () =>
  (await bench.typesIn(complaint)).filter((type) => type === 'ComplaintEscalated').length;

describe('escalate-complaint-when-a-promise-is-broken', () => {
  it('moves it up one step for any number of deliveries', async () => {
    const event = await breach();
    await bench.deliver(policy, event, 3);
    expect(await levels()).toBe(1);
    expect(await bench.last(complaint)).toMatchObject({
      actor: 'policy:escalate-complaint-when-a-promise-is-broken',
      causationId: event.id,
      data: { from: 'handler', to: 'dispatch-manager', reason: 'Promise broken: first-answer' },
    });
  });

  it('moves it up again for the next promise, and no higher than to the executive', async () => {
    for (const clock of ['first-answer', 'resolution', 'another']) {
      await bench.deliver(policy, await breach(clock));
    }
    expect(await levels()).toBe(2);
  });

  it('leaves it where it is when the answer is there meanwhile, late or reported late', async () => {
    const event = await breach();
    await bench.record(sla, 'c1', told('SlaClockMissed'));
    await bench.deliver(policy, event);
    expect(await levels()).toBe(0);
  });

  it('goes on where another clock of the complaint has stopped', async () => {
    const event = await breach();
    await bench.record(sla, 'c1', told('SlaClockMet', 'resolution'));
    await bench.deliver(policy, event);
    expect(await levels()).toBe(1);
  });

  it('has nothing to do with tickets, and nothing left to do with a closed complaint', async () => {
    await bench.deliver(policy, await breach('arrival', 'ticket'));
    const closed: ComplaintEvent = {
      type: 'ComplaintClosed',
      data: { acceptedByCustomer: false, reason: 'Withdrawn' },
    };
    await bench.record(complaint, 'c1', closed);
    await bench.deliver(policy, await breach());
    expect(await levels()).toBe(0);
  });
});
