import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { Instant } from '@gongdan/core';
import { createTestDatabase, type TestDatabase } from '../../../test/setup/test-database.js';
import { appendTo, sampleCommand, sampleEvent, uniqueStream } from '../testing/sample-events.js';
import { eventStoreMigrations } from './migrations/index.js';
import { PostgresEventStore } from './postgres-event-store.js';

describe('the tables of the event store', () => {
  let database: TestDatabase;
  let store: PostgresEventStore;
  let client: pg.Client;
  const stream = uniqueStream();
  beforeAll(async () => {
    database = await createTestDatabase(eventStoreMigrations);
    store = await PostgresEventStore.open({ connection: database.url });
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await store.append({
      writes: [{ stream, expected: 'none', events: [sampleEvent(), sampleEvent()] }],
      command: sampleCommand(),
    });
  });
  afterAll(async () => {
    await store.close();
    await client.end();
    await database.drop();
  });

  const CHANGES = [
    `UPDATE gongdan.event SET actor = 'other'`,
    `UPDATE gongdan.event SET actor = 'other' WHERE position = -1`,
    `DELETE FROM gongdan.event`,
    `TRUNCATE gongdan.event`,
    `TRUNCATE gongdan.event CASCADE`,
    `UPDATE gongdan.event SET command_outcome = '{}' WHERE command_key IS NOT NULL`,
    `MERGE INTO gongdan.event e USING (SELECT 1) s ON e.position = 1 WHEN MATCHED THEN DELETE`,
    `INSERT INTO gongdan.event SELECT * FROM gongdan.event
      ON CONFLICT (position) DO UPDATE SET command_outcome = '{}'`,
  ];

  it.each(CHANGES)('refuse %s to a superuser', async (statement) => {
    const before = await contents();
    await expect(client.query(statement)).rejects.toMatchObject({ code: '42501' });
    await client.query('SET session_replication_role = replica');
    await expect(client.query(statement)).rejects.toMatchObject({ code: '42501' });
    await client.query('SET session_replication_role = origin');
    expect(await contents()).toEqual(before);
  });

  const contents = async () =>
    (await client.query('SELECT * FROM gongdan.event ORDER BY position')).rows as unknown[];

  it('can be read by a person: one row is the whole event', async () => {
    const events = [sampleEvent({ customerId: 'customer-one', causationId: 'cause' })];
    const named = uniqueStream();
    const [recorded] = (
      await store
        .append({ writes: [{ stream: named, expected: 'none', events }] })
        .then((result) => (result.status === 'appended' ? result.events : []))
    ).map((event) => event);
    const { rows } = await client.query<Record<string, unknown>>(
      `SELECT *, encode(hash, 'hex') AS hex FROM gongdan.event WHERE stream = '${named}'`,
    );
    expect(rows[0]).toMatchObject({
      position: String(recorded?.position),
      stream: named,
      version: '1',
      id: recorded?.id,
      type: 'TicketRegistered',
      schema_version: 1,
      occurred_at: new Date(recorded?.occurredAt ?? ''),
      recorded_at: new Date(recorded?.recordedAt ?? ''),
      actor: 'clerk-one',
      correlation_id: recorded?.correlationId,
      causation_id: 'cause',
      customer_id: 'customer-one',
      hex: recorded?.hash,
      data: events[0]?.data,
    });
  });

  it('keep recordedAt going forward when the clock of the database steps back', async () => {
    const last = await store.lastPosition();
    const future = '2999-01-01T00:00:00.000Z' as Instant;
    await client.query(
      `INSERT INTO gongdan.event (position, stream, version, id, type, schema_version, occurred_at,
         recorded_at, actor, correlation_id, hash, data)
       VALUES ($1, 'ticket-future', 1, gen_random_uuid(), 'A', 1, now(), $2, 'a', 'c', '\\x00', '{}')`,
      [last + 1, future],
    );
    const one = await appendTo(store, uniqueStream());
    const many = await Promise.all([
      appendTo(store, uniqueStream()),
      appendTo(store, uniqueStream(), 3),
    ]);
    for (const { events } of [one, ...many]) {
      for (const event of events) expect(event.recordedAt).toBe(future);
    }
    expect((await store.readLog({ after: last })).events.map((e) => e.recordedAt)).toEqual(
      Array(6).fill(future),
    );
  });

  it('can be set up twice: the second run of the migrations does nothing', async () => {
    const schema = `SELECT table_name, column_name, data_type FROM information_schema.columns
      WHERE table_schema = 'gongdan' ORDER BY 1, 2`;
    const before = (await client.query(schema)).rows as unknown[];
    const { DataSource } = await import('typeorm');
    const dataSource = new DataSource({
      type: 'postgres',
      url: database.url,
      migrations: eventStoreMigrations,
    });
    await dataSource.initialize();
    expect(await dataSource.runMigrations()).toEqual([]);
    await dataSource.destroy();
    expect((await client.query(schema)).rows).toEqual(before);
  });
});
