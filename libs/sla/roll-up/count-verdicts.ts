import { CLOCK_EVENT_TYPES, type RecordedClockEvent } from '@gongdan/contracts';
import type { Consumer } from '@gongdan/event-feed';
import type { ClientBase } from 'pg';
import { runIdOf } from '../projections/run-id.js';
import { NOTHING, contributionAfter, type Contribution } from './contribution.js';
import { CELL_DIMENSIONS, OUTCOMES, ROLL_UPS, type RollUp } from './roll-ups.js';

export const COUNT_VERDICTS = 'roll-up:sla-day';

/**
 * Keeps the counters of verdicts by day: what a run was counted as is taken off, what it is now is added, in
 * the transaction that moves the checkpoint. So an event that is delivered again counts nothing twice.
 */
export const countVerdicts = (timeZone: string): Consumer => ({
  name: COUNT_VERDICTS,
  types: CLOCK_EVENT_TYPES,
  from: 'start',
  async handle(events, transaction) {
    const ids = [...new Set(events.map((event) => runIdOf((event as RecordedClockEvent).data)))];
    const before = await load(transaction, ids);
    const after = new Map(before);
    for (const event of events) {
      const { data } = event as RecordedClockEvent;
      const id = runIdOf(data);
      after.set(id, contributionAfter(after.get(id) ?? NOTHING, data, timeZone));
    }
    const changed = ids.filter((id) => !same(before.get(id), after.get(id)));
    await count(transaction, changed, before, after);
    await save(transaction, changed, after);
  },
});

const same = (a: Contribution = NOTHING, b: Contribution = NOTHING): boolean =>
  a.countedAt === b.countedAt &&
  a.outcome === b.outcome &&
  a.cell?.join('\n') === b.cell?.join('\n');

type Contributions = ReadonlyMap<string, Contribution>;

interface Stored {
  readonly run_id: string;
  readonly counted_at: Date | null;
  readonly outcome: Contribution['outcome'];
  readonly cell: readonly string[] | null;
}

async function load(
  client: ClientBase,
  ids: readonly string[],
): Promise<Map<string, Contribution>> {
  const { rows } = await client.query<Stored>(
    'SELECT run_id, counted_at, outcome, cell FROM gongdan.sla_day_run WHERE run_id = ANY($1)',
    [ids],
  );
  return new Map(
    rows.map(({ run_id, counted_at, outcome, cell }) => [
      run_id,
      { countedAt: counted_at?.toISOString() ?? null, outcome, cell },
    ]),
  );
}

async function save(client: ClientBase, ids: readonly string[], after: Contributions) {
  if (ids.length === 0) return;
  const all = ids.map((id) => after.get(id) ?? NOTHING);
  await client.query(
    `INSERT INTO gongdan.sla_day_run (run_id, counted_at, outcome, cell)
     SELECT u.id, u.at, u.outcome, u.cell::text[]
       FROM unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[]) AS u (id, at, outcome, cell)
     ON CONFLICT (run_id) DO UPDATE
       SET counted_at = excluded.counted_at, outcome = excluded.outcome, cell = excluded.cell`,
    [
      ids,
      all.map((it) => it.countedAt),
      all.map((it) => it.outcome),
      // A list within a list would be flattened by unnest: it travels as text and is cast.
      all.map(({ cell }) => cell && `{${cell.map(quoted).join(',')}}`),
    ],
  );
}

const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;

interface Delta {
  readonly cell: readonly string[];
  readonly counts: Record<(typeof OUTCOMES)[number], number>;
}

async function count(
  client: ClientBase,
  ids: readonly string[],
  before: Contributions,
  after: Contributions,
): Promise<void> {
  for (const rollUp of ROLL_UPS) {
    const deltas = new Map<string, Delta>();
    for (const id of ids) {
      add(deltas, rollUp, before.get(id), -1);
      add(deltas, rollUp, after.get(id), 1);
    }
    await write(client, rollUp, deltas);
  }
}

function add(
  deltas: Map<string, Delta>,
  { dimensions }: RollUp,
  { outcome, cell }: Contribution = NOTHING,
  sign: 1 | -1,
): void {
  if (outcome === null || cell === null) return;
  const own = [
    cell[0] ?? '',
    ...dimensions.map((name) => cell[CELL_DIMENSIONS.indexOf(name) + 1] ?? ''),
  ];
  const key = JSON.stringify(own);
  const delta = deltas.get(key) ?? { cell: own, counts: { met: 0, missed: 0, breached: 0 } };
  delta.counts[outcome] += sign;
  deltas.set(key, delta);
}

async function write(
  client: ClientBase,
  { table, dimensions }: RollUp,
  deltas: ReadonlyMap<string, Delta>,
): Promise<void> {
  // In one order for everybody: two that hold each other’s rows would wait for ever.
  const moved = [...deltas]
    .filter(([, { counts }]) => OUTCOMES.some((outcome) => counts[outcome] !== 0))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, delta]) => delta);
  if (moved.length === 0) return;
  const keys = ['day', ...dimensions];
  const columns = [...keys, ...OUTCOMES];
  const parameters = columns.map((_, index) => `$${index + 1}::${typeOf(index, keys.length)}[]`);
  await client.query(
    `INSERT INTO gongdan.${table} AS t (${columns.join(', ')})
     SELECT * FROM unnest(${parameters.join(', ')})
     ON CONFLICT (${keys.join(', ')}) DO UPDATE
       SET ${OUTCOMES.map((name) => `${name} = t.${name} + excluded.${name}`).join(', ')}`,
    [
      ...keys.map((_, index) => moved.map(({ cell }) => cell[index])),
      ...OUTCOMES.map((outcome) => moved.map(({ counts }) => counts[outcome])),
    ],
  );
}

const typeOf = (index: number, keys: number): string => {
  if (index === 0) return 'date';
  return index < keys ? 'text' : 'integer';
};
