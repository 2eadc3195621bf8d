import type { Instant, RecordedEvent } from '@gongdan/core';
import type { TicketFact, TicketState } from '@gongdan/ticket';
import { examples, groupOf, type AddCommand } from '../command.js';
import { withEngine, type EngineAccess } from '../engine-access.js';
import { EXIT } from '../exit-codes.js';
import { instant, refuseFuture } from '../instants.js';
import { table } from '../table.js';
import type { Terminal } from '../terminal.js';

interface Options {
  readonly asOf?: Instant;
  readonly json?: boolean;
}

interface Shown {
  readonly ticketId: string;
  readonly version: number;
  readonly state: TicketState;
  readonly events: readonly RecordedEvent[];
}

export const addTicketShow: AddCommand = ({ program, terminal, run }) => {
  groupOf(program, 'ticket', 'Single tickets.')
    .command('show')
    .description('Shows a ticket: its state, folded from its events, and the events.')
    .argument('<id>', 'its id, or its number (for an imported one: the id it had in its log)')
    .option('--as-of <instant>', 'as it was then, e.g. 2026-03-02T10:00:00Z', instant('--as-of'))
    .option('--json', 'print {ticketId, version, state, events} as JSON')
    .addHelpText(
      'after',
      examples(
        'ticket show T-20260302-0001',
        'ticket show INC0000045 --as-of 2016-03-01T00:00:00Z',
      ),
    )
    .action(
      run(async (id: string, { asOf, json }: Options) => {
        const shown = await withEngine(terminal, 'ticket show', (engine) => {
          refuseFuture('--as-of', asOf, engine.clock.now());
          return find(engine, id, asOf);
        });
        if (shown === undefined) {
          const when = asOf === undefined ? '' : ` at ${asOf}`;
          terminal.note(`error: there is no ticket '${id}'${when}`);
          return EXIT.failed;
        }
        if (json === true) terminal.print(JSON.stringify(shown));
        else print(terminal, shown);
        return EXIT.ok;
      }),
    );
};

async function find(
  engine: EngineAccess,
  id: string,
  asOf: Instant | undefined,
): Promise<Shown | undefined> {
  const { readWholeStream } = await import('@gongdan/event-store');
  const { evolveTicket, initialTicketState } = await import('@gongdan/ticket');
  const { fold, streamName } = await import('@gongdan/core');
  for (const ticketId of [id, await idOfNumber(engine, id)]) {
    if (ticketId === undefined) continue;
    const all = await readWholeStream(engine.store, streamName('ticket', ticketId));
    const events = asOf === undefined ? all : all.filter(({ occurredAt }) => occurredAt <= asOf);
    if (events.length === 0) continue;
    const decider = { initial: initialTicketState, evolve: evolveTicket };
    const state = fold<TicketState, TicketFact>(decider, events as unknown as TicketFact[]);
    return { ticketId, version: events.at(-1)?.version ?? 0, state, events };
  }
  return undefined;
}

/** Numbers are known to the list of tickets only; before its table is made there is none. */
async function idOfNumber({ pool }: EngineAccess, number: string): Promise<string | undefined> {
  const { ticketDetailProjection } = await import('@gongdan/ticket');
  const { rows: there } = await pool.query<{ there: boolean }>(
    'SELECT to_regclass($1) IS NOT NULL AS there',
    [`gongdan.${ticketDetailProjection.table}`],
  );
  if (there[0]?.there !== true) return undefined;
  const { rows } = await pool.query<{ id: string }>(
    `SELECT id FROM gongdan.${ticketDetailProjection.table} WHERE number = $1 ORDER BY id LIMIT 1`,
    [number],
  );
  return rows[0]?.id;
}

function print(terminal: Terminal, { ticketId, version, state, events }: Shown): void {
  const facts: [string, string | null][] = [
    ['ticket', `${state.number} (${ticketId}), version ${version}`],
    ['title', state.title],
    ['state', `${state.state} (${state.stage}, ${state.stateClass}) since ${state.stateSince}`],
    ['workflow', `${state.workflow.id} v${state.workflow.version}, cycle ${state.cycle}`],
    ['category', `${state.category}, ${state.priority}, by ${state.channel}`],
    ['customer', state.customerId],
    ['technician', state.technicianId],
    ['team', state.team],
    ['imported from', state.source && `${state.source.log}: ${state.source.key}`],
  ];
  for (const [name, value] of facts) {
    if (value !== null) terminal.print(`${`${name}:`.padEnd(15)}${value}`);
  }
  terminal.print('');
  terminal.print(
    table(
      ['version', 'happened', 'event', 'to', 'by'],
      events.map((event) => [
        event.version,
        event.occurredAt,
        event.type,
        (event.data['move'] as { to?: string } | undefined)?.to ?? '',
        event.actor,
      ]),
    ),
  );
}
