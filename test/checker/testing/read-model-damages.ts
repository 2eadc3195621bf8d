import type { Row } from '../evidence.js';
import { must, withReadModels, withTable, type Damage } from './edit.js';

type Evidence = Parameters<Damage['spoil']>[0];

/** The first row that fits, changed. */
const changed = (
  evidence: Evidence,
  table: string,
  change: (row: Row) => Row,
  fits: (row: Row) => boolean = () => true,
): Evidence => {
  let isDone = false;
  const spoilt = withTable(evidence, table, (rows) =>
    rows.map((row) => {
      if (isDone || !fits(row)) return row;
      isDone = true;
      return change(row);
    }),
  );
  if (!isDone) throw new Error(`${table} has no such row`);
  return spoilt;
};

/** One fact per table that a user would notice. */
const FACTS: readonly (readonly [table: string, change: (row: Row) => Row])[] = [
  ['ticket-detail', (row) => ({ ...row, state: 'lost' })],
  ['ticket-detail', (row) => ({ ...row, technician_id: 'somebody' })],
  ['ticket-detail', (row) => ({ ...row, version: Number(row['version']) - 1 })],
  ['dispatch-board', (row) => ({ ...row, lane: row['lane'] === null ? 'to-assign' : null })],
  ['technician-load', (row) => ({ ...row, phase: 'nowhere' })],
  ['technician-load', (row) => ({ ...row, people: ['somebody'] })],
  ['technician-work', (row) => ({ ...row, minutes: Number(row['minutes']) + 1 })],
  ['daily-register', (row) => ({ ...row, cycle: 7 })],
  ['ticket-search', (row) => ({ ...row, version: 99 })],
  ['customer-history', (row) => ({ ...row, customer_id: 'somebody' })],
  ['invoice', (row) => ({ ...row, total_minor: Number(row['total_minor']) + 1 })],
  ['invoice', (row) => ({ ...row, outstanding_minor: Number(row['outstanding_minor']) + 1 })],
  ['survey', (row) => ({ ...row, satisfaction: 0 })],
  ['complaint', (row) => ({ ...row, level: 'nobody' })],
  ['customer', (row) => ({ ...row, tier: 'none' })],
  ['contract', (row) => ({ ...row, visits_used: Number(row['visits_used']) + 1 })],
  ['technician', (row) => ({ ...row, active: false })],
];

const TABLES = [...new Set(FACTS.map(([table]) => table))];

export const READ_MODEL_DAMAGES: readonly Damage[] = [
  ...FACTS.map(([table, change]): Damage => {
    const [column] = Object.entries(change({})).map(([name]) => name);
    return {
      name: `${table} with a wrong ${column}`,
      spoil: (evidence) => changed(evidence, table, change),
      found: { 'row-differs': 1 },
    };
  }),
  ...TABLES.flatMap((table): Damage[] => [
    {
      name: `${table} without a row`,
      spoil: (evidence) => withTable(evidence, table, (rows) => rows.slice(1)),
      found: { 'row-missing': 1 },
    },
    {
      name: `${table} with a row of nothing`,
      spoil: (evidence) =>
        withTable(evidence, table, (rows) => [
          ...rows,
          Object.fromEntries(
            Object.entries(must(rows[0])).map(([name, value]) => [
              name,
              typeof value === 'string' ? `${value}x` : value,
            ]),
          ),
        ]),
      found: { 'row-extra': 1 },
    },
    {
      name: `no ${table}`,
      spoil: (evidence) =>
        withReadModels(evidence, ({ tables: { [table]: _gone, ...tables } }) => ({ tables })),
      found: { 'table-missing': 1 },
    },
  ]),
  {
    name: 'a policy that stands still',
    spoil: (evidence) =>
      withReadModels(evidence, ({ checkpoints }) => ({
        checkpoints: { ...checkpoints, 'policy:open-complaint-when-rating-is-poor': 1 },
      })),
    found: { 'consumer-behind': 1 },
  },
  {
    name: 'a read model that has not written down how far it is',
    spoil: (evidence) =>
      withReadModels(evidence, ({ checkpoints }) => ({
        checkpoints: { ...checkpoints, 'projection:technician': evidence.log.length - 1 },
      })),
    found: { 'consumer-behind': 1 },
  },
  {
    name: 'a consumer beyond the end of the log',
    spoil: (evidence) =>
      withReadModels(evidence, ({ checkpoints }) => ({
        checkpoints: { ...checkpoints, 'projection:invoice': evidence.log.length + 1 },
      })),
    found: { 'checkpoint-ahead': 1 },
  },
  {
    name: 'an event that was given up',
    spoil: (evidence) =>
      withReadModels(evidence, () => ({
        deadLetters: [{ consumer: 'projection:invoice', position: 7, reason: 'poisoned' }],
      })),
    found: { 'dead-letter': 1 },
  },
];
