import type { RecordedEvent } from '@gongdan/core';
import type { EventStore } from '@gongdan/event-store';
import { examples, groupOf, type AddCommand } from '../command.js';
import { withEngine } from '../engine-access.js';
import { UsageError } from '../exit-codes.js';
import { startOfNewest } from '../newest-events.js';
import { wholeNumber } from '../numbers.js';
import type { Terminal } from '../terminal.js';

interface Options {
  readonly after?: number;
  readonly limit?: number;
  readonly types?: string;
  readonly follow?: boolean;
  readonly json?: boolean;
}

/** How many of the newest events are shown where no --after says where to begin. */
const NEWEST_EVENTS = 20;

export const addEventsTail: AddCommand = ({ program, terminal, run }) => {
  groupOf(program, 'events', 'The log of everything that happened.')
    .command('tail')
    .description(`Shows the newest events, or those after a position, oldest first.`)
    .option('--after <position>', 'begin after this position', wholeNumber('--after', 0, 1e15))
    .option('--limit <n>', 'show at most so many', wholeNumber('--limit', 1, 1e9))
    .option('--types <names>', 'only these event types, separated by commas')
    .option('-f, --follow', 'go on with what happens, until Ctrl-C')
    .option('--json', 'one CloudEvent per line')
    .addHelpText(
      'after',
      examples(
        'events tail',
        'events tail --follow --types TicketRegistered,TicketClosed',
        'events tail --after 0 --json > events.jsonl',
      ),
    )
    .action(
      run(async (options: Options) => {
        const types = await typesOf(options.types);
        const printed = await printerOf(terminal, options.json === true);
        await withEngine(terminal, 'events tail', async ({ store }) => {
          await tail(store, { ...options, types }, terminal.signal, printed);
        });
      }),
    );
};

type Tail = Omit<Options, 'types'> & { readonly types: readonly string[] | undefined };

async function tail(
  store: EventStore,
  { after, limit, types, follow }: Tail,
  signal: AbortSignal,
  print: (event: RecordedEvent) => void,
): Promise<void> {
  let left = limit ?? Infinity;
  let position = after ?? (await startOfNewest(store, limit ?? NEWEST_EVENTS, types));
  const filter = types === undefined ? {} : { types };
  const show = (events: readonly RecordedEvent[]): void => {
    for (const event of events.slice(0, left)) print(event);
    left -= Math.min(events.length, left);
  };
  for (;;) {
    const page = await store.readLog({ after: position, ...filter });
    signal.throwIfAborted();
    show(page.events);
    if (left === 0 || page.lastPosition === position) break;
    position = page.lastPosition;
  }
  if (follow !== true || left === 0) return;
  for await (const page of store.subscribe({ after: position, ...filter }, signal)) {
    show(page.events);
    if (left === 0) return;
  }
  signal.throwIfAborted();
}

async function typesOf(list: string | undefined): Promise<readonly string[] | undefined> {
  if (list === undefined) return undefined;
  const { allEventContracts } = await import('@gongdan/contracts');
  const known = new Set(allEventContracts().map(({ type }) => type));
  const types = list.split(',').map((type) => type.trim());
  const unknown = types.find((type) => !known.has(type));
  if (unknown === undefined) return types;
  throw new UsageError(`there is no event type '${unknown}' (docs/reference/events.md lists them)`);
}

async function printerOf(
  terminal: Terminal,
  json: boolean,
): Promise<(event: RecordedEvent) => void> {
  const { toCloudEvent } = await import('@gongdan/contracts');
  return json
    ? (event) => terminal.print(JSON.stringify(toCloudEvent(event)))
    : ({ position, occurredAt, type, stream, version, actor }) =>
        terminal.print(`${position}  ${occurredAt}  ${type}  ${stream}@${version}  ${actor}`);
}
