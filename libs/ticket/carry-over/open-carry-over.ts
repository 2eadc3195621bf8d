import { loadCalendars, type Calendars } from '@gongdan/calendar';
import { GongdanError } from '@gongdan/core';
import { configFolder, type Engine, type Settings } from '@gongdan/platform';
import { dispatchBoardProjection } from '../projections/index.js';
import { standingsFor } from '../queries/shared/standing.js';
import { CarryOverWorker, type BoardOfLeftOver } from './carry-over-worker.js';
import { findLeftOver } from './find-left-over.js';
import { TicketFlag } from './ticket-flag.js';

/** The calendar where none is named. */
export const CARRY_OVER_CALENDAR_DEFAULT = 'office';
/** How long a worker waits for the board before it rests; then it asks again. */
const BOARD_WAIT_MS_MAX = 500;

type Parts = Pick<Engine, 'pool' | 'store' | 'feed' | 'projections' | 'executor' | 'workflows'>;

/** A worker on an engine whose projections are known, with the calendar of that id. */
export function openCarryOver(
  engine: Parts,
  { calendars, id }: { readonly calendars: Calendars; readonly id: string },
  onFailure: (error: unknown) => void,
): CarryOverWorker {
  return new CarryOverWorker(
    engine.pool,
    (at) => calendars.effectiveAt(id, at),
    boardOf(engine),
    new TicketFlag(engine.executor, engine.workflows),
    onFailure,
  );
}

/**
 * The calendars that the settings name, and which of them; undefined: nobody named one, and the usual one is
 * missing. Throws `CARRY_OVER.CALENDAR_UNKNOWN` where the one that is named is.
 */
export function carryOverCalendar({
  calendarFolder = configFolder('calendars'),
  carryOverCalendar: named,
}: Pick<Settings, 'calendarFolder' | 'carryOverCalendar'>) {
  const calendars = loadCalendars(calendarFolder);
  const known = [...new Set(calendars.all().map((calendar) => calendar.id))];
  const id = named ?? CARRY_OVER_CALENDAR_DEFAULT;
  if (known.includes(id)) return { calendars, id };
  if (named === undefined) return undefined;
  throw unknownCalendar(named, known);
}

function boardOf({ store, feed, projections, workflows }: Parts): BoardOfLeftOver {
  const { name } = dispatchBoardProjection;
  const standings = standingsFor(workflows, 'carry-over');
  return {
    async isCurrent() {
      return feed.waitFor(`projection:${name}`, await store.lastPosition(), BOARD_WAIT_MS_MAX);
    },
    async find(question) {
      const { value } = await projections.readAt([name], (client) =>
        findLeftOver(client, { ...question, standings }),
      );
      return value;
    },
  };
}

const unknownCalendar = (id: string, known: readonly string[]): GongdanError =>
  new GongdanError({
    code: 'CARRY_OVER.CALENDAR_UNKNOWN',
    category: 'invalid',
    message: `CARRY_OVER_CALENDAR is '${id}', and there is no such calendar.`,
    hint: `Choose one of those in CALENDAR_FOLDER: ${known.join(', ')}.`,
    violations: [{ path: 'CARRY_OVER_CALENDAR', message: `must be one of ${known.join(', ')}` }],
  });
