import type { Row } from '../evidence.js';
import { cell, streamsOf, type Expected, type Fact } from './fact.js';

/** What the read models of the other stages should say. */
export function otherTables(facts: readonly Fact[]): Readonly<Record<string, Expected>> {
  return {
    invoice: table(facts, 'invoice', 'invoice_id', invoiceRow),
    survey: table(facts, 'survey', 'survey_id', surveyRow),
    complaint: table(facts, 'complaint', 'complaint_id', complaintRow),
    customer: table(facts, 'customer', 'customer_id', customerRow),
    contract: table(facts, 'contract', 'contract_id', contractRow),
    technician: table(facts, 'technician', 'technician_id', technicianRow),
    device: { key: 'device_id', rows: deviceRows(facts) },
    'maintenance-plan': { key: 'plan_id', rows: planRows(facts) },
    'customer-history': { key: 'event_id', rows: historyRows(facts) },
  };
}

type RowOf = (facts: readonly [Fact, ...Fact[]]) => Row;

function table(facts: readonly Fact[], kind: string, key: string, rowOf: RowOf): Expected {
  const streams = [...streamsOf(facts, kind).values()];
  return { key, rows: streams.map((each) => rowOf(each as [Fact, ...Fact[]])) };
}

const lastOf = (facts: readonly Fact[], type: string): Fact | undefined =>
  facts.findLast((fact) => fact.type === type);
const versionOf = (facts: readonly Fact[]): number => facts.at(-1)?.version ?? 0;
const countOf = (facts: readonly Fact[], type: string): number =>
  facts.filter((fact) => fact.type === type).length;

/** What is outstanding is the total less every payment, whatever the payments themselves say. */
const invoiceRow: RowOf = (facts) => {
  const [drafted] = facts;
  const { data } = drafted;
  const issued = lastOf(facts, 'InvoiceIssued');
  const isVoided = countOf(facts, 'InvoiceVoided') > 0;
  const total = data.total?.amountMinor ?? 0;
  const payments = facts.filter(({ type }) => type === 'PaymentReceived');
  const paid = payments.reduce((sum, payment) => sum + (payment.data.amount?.amountMinor ?? 0), 0);
  return {
    invoice_id: drafted.subject,
    ticket_id: cell(data, 'ticketId'),
    customer_id: cell(data, 'customerId'),
    cycle: Number(data['cycle']),
    currency: data.total?.currency ?? null,
    total_minor: total,
    outstanding_minor: isVoided ? 0 : total - paid,
    status: isVoided
      ? 'voided'
      : issued === undefined
        ? 'draft'
        : paid === total
          ? 'paid'
          : 'issued',
    number: issued === undefined ? null : cell(issued.data, 'number'),
    due_on: issued === undefined ? null : cell(issued.data, 'dueOn'),
    version: versionOf(facts),
  };
};

const surveyRow: RowOf = (facts) => {
  const [requested] = facts;
  const answer = lastOf(facts, 'SurveyAnswered');
  const isExpired = countOf(facts, 'SurveyExpired') > 0;
  return {
    survey_id: requested.subject,
    ticket_id: cell(requested.data, 'ticketId'),
    customer_id: cell(requested.data, 'customerId'),
    technician_id: cell(requested.data, 'technicianId'),
    cycle: Number(requested.data['cycle']),
    status: isExpired ? 'expired' : answer === undefined ? 'open' : 'answered',
    satisfaction: answer === undefined ? null : Number(answer.data['satisfaction']),
    poor: answer === undefined ? null : answer.data['poor'] === true,
  };
};

const complaintRow: RowOf = (facts) => {
  const [opened] = facts;
  const { data } = opened;
  const raised = lastOf(facts, 'ComplaintEscalated')?.data;
  const closed = lastOf(facts, 'ComplaintClosed')?.data;
  const isAnswered = countOf(facts, 'ComplaintAnswered') > 0;
  return {
    complaint_id: opened.subject,
    customer_id: cell(data, 'customerId'),
    ticket_ids: data.ticketIds ?? [],
    source: cell(data, 'source'),
    severity: cell(data, 'severity'),
    level: cell(raised ?? {}, 'to') ?? cell(data, 'level'),
    owner_id: cell(raised ?? {}, 'ownerId') ?? cell(data, 'ownerId'),
    escalations: countOf(facts, 'ComplaintEscalated'),
    status: closed !== undefined ? 'closed' : isAnswered ? 'answered' : 'open',
    accepted_by_customer: closed === undefined ? null : closed['acceptedByCustomer'] === true,
    version: versionOf(facts),
  };
};

/** The newest text of an event’s member; null: never said. */
const newest = (facts: readonly Fact[], member: string): string | null =>
  cell(facts.findLast(({ data }) => data[member] !== undefined)?.data ?? {}, member);

/** Names and addresses are sealed in the log, so they are not compared. */
const customerRow: RowOf = (facts) => ({
  customer_id: facts[0].subject,
  tier: newest(facts, 'tier'),
  region: newest(facts, 'region'),
  status: countOf(facts, 'CustomerForgotten') > 0 ? 'forgotten' : 'active',
  version: versionOf(facts),
});

const contractRow: RowOf = (facts) => ({
  contract_id: facts[0].subject,
  customer_id: cell(facts[0].data, 'customerId'),
  valid_from: cell(facts[0].data, 'validFrom'),
  valid_until: cell(facts[0].data, 'validUntil'),
  visit_limit: Number(facts[0].data['visitLimit']),
  visits_used: countOf(facts, 'ContractVisitUsed'),
});

/** Plans have no stream of their own: they lie on their contract’s. */
const planRows = (facts: readonly Fact[]): Row[] =>
  facts
    .filter(({ type }) => type === 'MaintenancePlanned')
    .map(({ data, subject, customerId, occurredAt }) => {
      const planId = cell(data, 'planId');
      const own = facts.filter((fact) => fact.data['planId'] === planId);
      const orders = own.filter(({ type }) => type === 'MaintenanceVisitOrdered');
      const ended = lastOf(own, 'MaintenancePlanEnded');
      const slots = new Set(orders.map((order) => Number(order.data['slot'])));
      const isOver = ended !== undefined || slots.size === Number(data['slotCount']);
      return {
        plan_id: planId,
        contract_id: subject,
        customer_id: customerId,
        device_id: cell(data, 'deviceId'),
        state: ended === undefined ? 'active' : 'ended',
        ended_reason: cell(ended?.data ?? {}, 'reason'),
        first_on: cell(data, 'firstOn'),
        last_on: cell(data, 'lastOn'),
        slot_count: Number(data['slotCount']),
        ordered_count: slots.size,
        open_count: slots.size + countOf(own, 'MaintenanceSlotOpened') - orders.length,
        done_count: countOf(own, 'MaintenanceVisitDone'),
        next_slot: isOver ? null : slots.size + 1,
        planned_at: occurredAt,
      };
    });

const technicianRow: RowOf = (facts) => ({
  technician_id: facts[0].subject,
  name: newest(facts, 'name'),
  team: newest(facts, 'team'),
  region: newest(facts, 'region'),
  skills: facts.findLast(({ data }) => data.skills !== undefined)?.data.skills ?? [],
  active: countOf(facts, 'TechnicianReleased') === 0,
  version: versionOf(facts),
});

const deviceRows = (facts: readonly Fact[]): Row[] =>
  facts
    .filter(({ type }) => type === 'DeviceRegistered')
    .map(({ data, subject }) => ({
      device_id: cell(data, 'deviceId'),
      customer_id: subject,
      model: cell(data, 'model'),
      serial: cell(data, 'serial'),
    }));

/** Technicians’ own files are not about customers; of promises only how they end, and how they do not. */
function isHistory({ customerId, kind, type, data }: Fact): boolean {
  if (customerId === null || kind === 'technician') return false;
  if (kind !== 'sla') return true;
  if ((data['attributes'] as Attributes | undefined)?.workflow === 'imported') return false;
  if (type === 'SlaClockMet' || type === 'SlaClockBreached') return true;
  return type === 'SlaClockSuperseded' && isAnotherVerdict(data);
}

interface Attributes {
  readonly workflow?: string;
}
interface Standing {
  readonly verdict: string;
}

/** Whether a promise was kept is said differently now; one that fell away has no verdict, as an open one. */
function isAnotherVerdict(data: Fact['data']): boolean {
  const judged = ({ verdict }: Standing): string => (verdict === 'cancelled' ? 'open' : verdict);
  return judged(data['previous'] as Standing) !== judged(data['standing'] as Standing);
}

/** One row for everything that ever happened with a customer. */
const historyRows = (facts: readonly Fact[]): Row[] =>
  facts
    .filter((fact) => isHistory(fact))
    .map(({ id, position, customerId, type, occurredAt, recordedAt, data }) => ({
      event_id: id,
      position,
      customer_id: customerId,
      type,
      occurred_at: occurredAt,
      recorded_at: recordedAt,
      state: data.move?.to ?? null,
    }));
