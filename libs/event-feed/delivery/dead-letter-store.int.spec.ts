import { describe, expect, it } from '@jest/globals';
import { useTestPool } from '../../../test/setup/test-pool.js';
import { eventFeedMigrations } from '../migrations/index.js';
import { DEAD_LETTERS_LISTED_MAX, listLetters } from './dead-letter-store.js';

const database = useTestPool(eventFeedMigrations);

/** So many letters of a stream, from a position of the log on. */
const lie = (stream: string, count: number, from: number) =>
  database.pool.query(
    `INSERT INTO gongdan.dead_letter
       (consumer, position, stream, event_id, event_type, reason, attempts)
     SELECT 'projection:board', $3::int + n, $1, 'e', 'TicketCommented', 'broken', 1
       FROM generate_series(0, $2::int - 1) n`,
    [stream, count, from],
  );

describe('the list of dead letters', () => {
  it('has as many as it may, in log order', async () => {
    await lie('ticket-1', DEAD_LETTERS_LISTED_MAX, 1);
    const letters = await listLetters(database.pool, {});
    expect(letters.map(({ position }) => position)).toEqual(
      Array.from({ length: DEAD_LETTERS_LISTED_MAX }, (_, index) => index + 1),
    );
  });

  it('names every parked stream, however many letters lie before its first', async () => {
    await lie('ticket-2', 2, DEAD_LETTERS_LISTED_MAX + 1);
    const letters = await listLetters(database.pool, {});
    expect(letters).toHaveLength(DEAD_LETTERS_LISTED_MAX);
    expect(letters.slice(-2)).toMatchObject([
      { stream: 'ticket-2', position: DEAD_LETTERS_LISTED_MAX + 1 },
      { stream: 'ticket-2', position: DEAD_LETTERS_LISTED_MAX + 2 },
    ]);
    expect(letters[0]).toMatchObject({ stream: 'ticket-1', position: 1 });
  });

  it('has any one that is asked for by its position, also those left out of the whole', async () => {
    const position = DEAD_LETTERS_LISTED_MAX;
    expect((await listLetters(database.pool, {})).map((letter) => letter.position)).not.toContain(
      position,
    );
    const asked = await listLetters(database.pool, { consumer: 'projection:board', position });
    expect(asked).toMatchObject([{ stream: 'ticket-1', position }]);
  });
});
