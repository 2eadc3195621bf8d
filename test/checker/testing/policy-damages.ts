import type { LogRow } from '../evidence.js';
import type { Kind } from '../findings.js';
import { must, NEW_ID } from './edit.js';

/** A log that lacks effects of policies, or has them twice, and what must be found then. */
export interface PolicyDamage {
  readonly name: string;
  readonly spoil: (log: readonly LogRow[]) => readonly LogRow[];
  readonly found: Partial<Record<Kind, number>>;
}

const dataOf = ({ dataText }: LogRow) => JSON.parse(dataText) as Record<string, unknown>;
const ticketOf = (row: LogRow): string => `ticket-${String(dataOf(row)['ticketId'])}`;

/** A ticket that was settled with an invoice, answered, closed and never reopened. */
function closedTicket(log: readonly LogRow[]) {
  const settled = must(
    log.find(
      (row) =>
        row.type === 'TicketSettled' &&
        dataOf(row)['outcome'] === 'invoiced' &&
        log.some(({ stream, type }) => stream === row.stream && type === 'TicketClosed') &&
        !log.some(({ stream, type }) => stream === row.stream && type === 'TicketReopened'),
    ),
  );
  const id = settled.stream.replace('ticket-', '');
  return { ticket: settled.stream, settled, invoice: `invoice-${id}.1`, survey: `survey-${id}.1` };
}

const without = (
  log: readonly LogRow[],
  ...goes: readonly ((row: LogRow) => boolean)[]
): readonly LogRow[] => log.filter((row) => !goes.some((go) => go(row)));

const isIn =
  (stream: string, fromVersion = 1) =>
  (row: LogRow): boolean =>
    row.stream === stream && row.version >= fromVersion;

/** The event once more at the log’s end, in another stream. */
const again = (log: readonly LogRow[], row: LogRow, change: Partial<LogRow>): LogRow[] => [
  ...log,
  { ...row, id: NEW_ID, position: log.length + 1, ...change },
];

const first = (log: readonly LogRow[], type: string): LogRow =>
  must(log.find((row) => row.type === type));

export const POLICY_DAMAGES: readonly PolicyDamage[] = [
  {
    name: 'a second invoice for one visit',
    spoil: (log) => again(log, first(log, 'InvoiceDrafted'), { stream: 'invoice-other' }),
    found: { 'effect-doubled': 2 }, // per cause, and per ticket and cycle
  },
  {
    name: 'a second invoice for one visit, drawn up by somebody else',
    spoil: (log) =>
      again(log, first(log, 'InvoiceDrafted'), { stream: 'invoice-other', actor: 'nobody' }),
    found: { 'effect-doubled': 1 },
  },
  {
    name: 'a second survey for one visit',
    spoil: (log) => again(log, first(log, 'SurveyRequested'), { stream: 'survey-other' }),
    found: { 'effect-doubled': 2 },
  },
  {
    name: 'a second complaint for one rating',
    spoil: (log) => again(log, first(log, 'ComplaintOpened'), { stream: 'complaint-other' }),
    found: { 'effect-doubled': 1 },
  },
  {
    name: 'a visit that was counted twice',
    spoil: (log) => again(log, first(log, 'ContractVisitUsed'), {}),
    found: { 'effect-doubled': 2 },
  },
  {
    name: 'a promise that began twice',
    spoil: (log) => again(log, first(log, 'SlaClockStarted'), {}),
    found: { 'effect-doubled': 1 },
  },
  {
    name: 'a ticket for which nothing was promised',
    spoil: (log) =>
      without(log, isIn(first(log, 'TicketRegistered').stream.replace('ticket-', 'sla-'))),
    found: { 'effect-missing': 1 },
  },
  {
    name: 'a ticket that was closed twice',
    spoil: (log) => again(log, first(log, 'TicketClosed'), { actor: 'nobody' }),
    found: { 'effect-doubled': 1 },
  },
  {
    name: 'an archived ticket that was never priced',
    spoil: (log) => {
      const { ticket, settled, invoice, survey } = closedTicket(log);
      return without(log, isIn(ticket, settled.version), isIn(invoice), isIn(survey));
    },
    found: { 'effect-missing': 1 },
  },
  {
    name: 'an issued invoice whose ticket is not settled',
    spoil: (log) => {
      const { ticket, settled, survey } = closedTicket(log);
      return without(log, isIn(ticket, settled.version), isIn(survey));
    },
    found: { 'effect-missing': 1 },
  },
  {
    name: 'a voided draft whose ticket is not settled',
    spoil: (log) => {
      const { ticket, settled, invoice, survey } = closedTicket(log);
      return without(log, isIn(ticket, settled.version), isIn(survey)).map((row) =>
        row.stream === invoice && row.type === 'InvoiceIssued'
          ? { ...row, type: 'InvoiceVoided' }
          : row,
      );
    },
    found: { 'effect-missing': 1 },
  },
  {
    name: 'a settled ticket without a survey',
    spoil: (log) => {
      const { ticket, settled, survey } = closedTicket(log);
      return without(log, isIn(ticket, settled.version + 1), isIn(survey));
    },
    found: { 'effect-missing': 1 },
  },
  {
    name: 'an answered survey whose ticket is not closed',
    spoil: (log) => {
      const { ticket, settled } = closedTicket(log);
      return without(log, isIn(ticket, settled.version + 1));
    },
    found: { 'effect-missing': 1 },
  },
  {
    name: 'a poor rating without a complaint',
    spoil: (log) => without(log, isIn(first(log, 'ComplaintOpened').stream)),
    found: { 'effect-missing': 1 },
  },
  {
    name: 'a visit that counts against a contract and came no further',
    spoil: (log) => {
      const used = first(log, 'ContractVisitUsed');
      const ticket = ticketOf(used);
      const archived = must(
        log.find((row) => row.type === 'TicketArchived' && row.stream === ticket),
      );
      const id = ticket.replace('ticket-', '');
      return without(
        log,
        (row) => row === used,
        isIn(ticket, archived.version + 1),
        isIn(`invoice-${id}.1`),
        isIn(`survey-${id}.1`),
        isIn(`complaint-${id}.1`),
      );
    },
    found: { 'effect-missing': 1 },
  },
];
