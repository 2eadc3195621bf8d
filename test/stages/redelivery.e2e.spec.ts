import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dayAfter, localDay } from '@gongdan/contracts';
import { streamName, type RecordedEvent } from '@gongdan/core';
import type { Policy } from '@gongdan/event-feed';
import { readWholeStream } from '@gongdan/event-store';
import { openMaintenance } from '../../libs/customer/maintenance/open-maintenance.js';
import { TestStages } from '../setup/test-stages.js';

const POLICIES = [
  'close-ticket-when-feedback-is-in',
  'count-contract-visit-when-ticket-archived',
  'destroy-key-when-customer-is-forgotten',
  'draft-invoice-when-ticket-archived',
  'end-maintenance-plans-when-customer-is-forgotten',
  'note-visit-done-when-maintenance-ticket-is-archived',
  'open-complaint-when-rating-is-poor',
  'open-slot-when-maintenance-visit-is-cancelled',
  'register-ticket-when-maintenance-is-ordered',
  'request-survey-when-ticket-closes',
  'settle-ticket-when-draft-is-voided',
  'settle-ticket-when-invoice-is-issued',
];

let stages: TestStages;
beforeAll(async () => {
  stages = await TestStages.start();
  await stages.addAccount('clerk', ['clerk']);
  await stages.addAccount('manager', ['service-manager']);
  await stages.addAccount('finance', ['finance']);
});
afterAll(() => stages.stop());

async function wholeLog(): Promise<readonly RecordedEvent[]> {
  const { events } = await stages.engine.store.readLog({ after: 0 });
  expect(events.at(-1)?.position).toBe(await stages.engine.store.lastPosition());
  return events;
}

const deliver = (policy: Policy, event: RecordedEvent): Promise<void> => {
  const actor = `policy:${policy.name}`;
  return policy.react(event, {
    actor,
    correlationId: event.correlationId,
    causationId: event.id,
    keyFor: (purpose) => `${actor}:${event.id}${purpose === '' ? '' : `:${purpose}`}`,
  });
};

/** A maintenance plan of a customer, whose first visit is ordered; answers plan and ticket. */
async function orderedVisit(customerId: string, contractId: string) {
  const { clock, settings } = stages.engine;
  const file = `POST /customers/${customerId}`;
  const deviceId = await stages.command('clerk', `${file}/devices`, { model: 'KFR-35GW' });
  const planId = await stages.command(
    'clerk',
    `${file}/contracts/${contractId}/maintenance-plans`,
    {
      deviceId,
      everyMonths: 12,
      firstOn: dayAfter(localDay(clock.now(), settings.timeZone), 5),
      lastOn: dayAfter(localDay(clock.now(), settings.timeZone), 300),
      title: 'Clean and check',
      description: '',
      contact: { name: 'Customer One' },
    },
  );
  const worker = openMaintenance(stages.engine, (error) => {
    throw error;
  });
  while (await worker.tick());
  await stages.caughtUp();
  const { body } = await stages.ask('clerk', `GET /maintenance-plans/${planId}`);
  const [slot] = body['slots'] as readonly { readonly ticketId: string }[];
  return { planId, ticketId: String(slot?.ticketId) };
}

describe('the journey after the visit', () => {
  it('goes by itself from archive to closed and on to a complaint', async () => {
    const customerId = await stages.command('clerk', 'POST /customers', { name: 'Customer One' });
    const terms = { validFrom: '2000-01-01', validUntil: '2999-12-31', visitLimit: 1 };
    const contractId = await stages.command(
      'clerk',
      `POST /customers/${customerId}/contracts`,
      terms,
    );
    const paid = await stages.visitedTicket({ customerId, category: 'paid' }, 'f1');
    const covered = { customerId, category: 'contract', contractId } as const;
    await stages.visitedTicket(covered, 'f1');
    const large = await stages.visitedTicket({ customerId, category: 'paid' }, 'f1', 600);
    await stages.visitedTicket({ customerId, category: 'internal' }, 'f1');
    const double = await stages.visitedTicket({ customerId, category: 'paid' }, 'f1', 600);
    await stages.caughtUp();
    await stages.command('finance', `POST /invoices/${double}.1/void`, { reason: 'Double' });
    const { planId, ticketId } = await orderedVisit(customerId, contractId);
    await stages.ticket(ticketId, 'cancel', { reason: 'Nobody is there' }, null);
    await stages.caughtUp();
    const survey = `${paid}.1`;
    const { body } = await stages.ask('clerk', `GET /surveys/${survey}`);
    const answer = { token: body['token'], satisfaction: 1, remark: 'Came late.' };
    await stages.ask(undefined, `POST /surveys/${survey}/answers`, { body: answer });
    const forgotten = await stages.command('clerk', 'POST /customers', { name: 'Customer Two' });
    const reason = 'Asked for it in writing';
    await stages.command('manager', `POST /customers/${forgotten}/forget`, { reason });
    await stages.caughtUp();

    const { body: plan } = await stages.ask('clerk', `GET /maintenance-plans/${planId}`);
    expect(plan).toMatchObject({ slots: [{ state: 'open', lost: [{ ticketId }] }] });
    const ticket = await readWholeStream(stages.engine.store, streamName('ticket', paid));
    expect(ticket.slice(-3).map(({ type }) => type)).toEqual([
      'TicketArchived',
      'TicketSettled',
      'TicketClosed',
    ]);
    const complaint = await readWholeStream(stages.engine.store, streamName('complaint', survey));
    expect(complaint.map(({ type }) => type)).toEqual(['ComplaintOpened']);
    // An effect names its cause and goes on in its thread.
    const archived = ticket.find(({ type }) => type === 'TicketArchived');
    const settled = ticket.find(({ type }) => type === 'TicketSettled');
    const invoice = await readWholeStream(stages.engine.store, streamName('invoice', survey));
    const issued = invoice.find(({ type }) => type === 'InvoiceIssued');
    expect(issued).toMatchObject({
      causationId: archived?.id,
      correlationId: archived?.correlationId,
    });
    expect(settled).toMatchObject({
      actor: 'policy:settle-ticket-when-invoice-is-issued',
      causationId: issued?.id,
      correlationId: archived?.correlationId,
    });
    // A large sum waits for finance, and no number of deliveries moves it on.
    expect(
      (await readWholeStream(stages.engine.store, streamName('ticket', large))).at(-1),
    ).toEqual(expect.objectContaining({ type: 'TicketArchived' }));
  });

  it('changes nothing when the whole log is delivered to every policy twice more', async () => {
    expect(stages.policies.map(({ name }) => name).toSorted()).toEqual(POLICIES);
    const log = await wholeLog();
    for (const policy of stages.policies) {
      const events = log.filter(({ type }) => policy.types.includes(type));
      expect(events.length).toBeGreaterThan(0);
      for (const event of [...events, ...events]) await deliver(policy, event);
    }
    expect(await wholeLog()).toEqual(log);
    expect(await stages.engine.feed.deadLetters()).toEqual([]);
  });

  it('changes nothing when many deliveries come at once', async () => {
    const log = await wholeLog();
    await Promise.all(
      stages.policies.flatMap((policy) =>
        log
          .filter(({ type }) => policy.types.includes(type))
          .map((event) => deliver(policy, event)),
      ),
    );
    expect(await wholeLog()).toEqual(log);
  });
});
