import { gzipSync } from 'node:zlib';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fold, streamName } from '@gongdan/core';
import {
  evolveTicket,
  initialTicketState,
  type TicketFact,
  type TicketState,
} from '@gongdan/ticket';
import { readWholeStream, type EventStore } from '@gongdan/event-store';
import { ticketIdOf } from './plan/derived-ids.js';
import {
  contentOf,
  countsOf,
  memoryStore,
  REPAIR_ORDERS,
  SERVICENOW,
  Workshop,
} from './testing/importing.js';

let workshop: Workshop;
beforeEach(() => {
  workshop = new Workshop();
});
afterEach(() => workshop.done());

const ticketOf = async (store: EventStore, log: string, key: string): Promise<TicketState> => {
  const stream = streamName('ticket', ticketIdOf(log, key));
  const events = await readWholeStream(store, stream);
  const decider = { initial: initialTicketState, evolve: evolveTicket };
  return fold<TicketState, TicketFact>(decider, events as unknown as TicketFact[]);
};

describe('importing an extract of a real log', () => {
  it('accounts for every row and leads every ticket to the state of its last row', async () => {
    const store = memoryStore();
    const result = await workshop.import(SERVICENOW, { store });
    expect(countsOf(result)).toEqual({
      rows: 285,
      applied: 184,
      noChange: 98,
      rejected: 3,
      tickets: 38,
      events: expect.any(Number) as unknown as number,
    });
    expect(result.events).toBe(await store.lastPosition());
    const rejected = workshop.rejects().map(({ code, line }) => `${line} ${code}`);
    expect(rejected.sort()).toEqual([
      '130 ROW.NO_WAY',
      '281 ROW.UNKNOWN_STATE',
      '282 ROW.UNKNOWN_STATE',
    ]);
    const ticket = await ticketOf(store, 'servicenow-incidents', 'INC0000047');
    expect(ticket).toMatchObject({
      number: 'INC0000047',
      state: 'closed',
      registeredAt: '2016-02-29T07:40:00.000Z',
      closedAt: '2016-03-06T13:00:00.000Z',
      source: { log: 'servicenow-incidents', key: 'INC0000047' },
    });
  });

  it('writes nothing in a dry run, and counts the same', async () => {
    const dry = await workshop.import(SERVICENOW);
    const store = memoryStore();
    const wet = await workshop.import(SERVICENOW, { store });
    const parties = [...(await contentOf(store)).keys()].filter(
      (name) => !name.startsWith('ticket-'),
    );
    expect(parties.length).toBeGreaterThan(10);
    expect({ ...countsOf(dry), events: dry.events + parties.length }).toEqual(countsOf(wet));
  });

  it('changes nothing the second time, with the checkpoint and without', async () => {
    const store = memoryStore();
    const checkpointFolder = join(workshop.folder, 'imports');
    const first = await workshop.import(SERVICENOW, { store, checkpointFolder });
    const before = await contentOf(store);
    expect(existsSync(join(checkpointFolder, 'servicenow-incidents.json'))).toBe(true);
    for (const more of [{ checkpointFolder }, {}]) {
      const again = await workshop.import(SERVICENOW, { store, ...more });
      const noChange = first.applied + first.noChange;
      expect(countsOf(again)).toEqual({ ...countsOf(first), applied: 0, noChange, events: 0 });
      expect(await contentOf(store)).toEqual(before);
    }
  });

  it('does not believe a checkpoint that belongs to another store', async () => {
    const checkpointFolder = join(workshop.folder, 'imports');
    const one = memoryStore();
    await workshop.import(SERVICENOW, { store: one, checkpointFolder });
    const other = memoryStore();
    await workshop.import(SERVICENOW, { store: other, checkpointFolder });
    expect(await contentOf(other)).toEqual(await contentOf(one));
    workshop.write('imports/servicenow-incidents.json', '{"source":');
    const third = memoryStore();
    await workshop.import(SERVICENOW, { store: third, checkpointFolder });
    expect(await contentOf(third)).toEqual(await contentOf(one));
  });

  it('is the same scattered, gzipped, in another dialect, or in any other order of the rows', async () => {
    const store = memoryStore();
    await workshop.import(SERVICENOW, { store });
    const expected = await contentOf(store);
    const [header = '', ...rows] = readFileSync(SERVICENOW.file, 'utf8').trimEnd().split('\n');
    const shuffled = rows
      .map((row, index) => [(index * 7919) % rows.length, row] as const)
      .sort(([one], [other]) => one - other)
      .map(([, row]) => row);
    const text = [header, ...shuffled].join('\r\n').replaceAll(',', '|');
    const file = workshop.write('shuffled', gzipSync(`\uFEFF${text}`));
    const yaml = readFileSync(SERVICENOW.mapping, 'utf8');
    for (const cases of ['detect', 'scattered']) {
      const mapping = workshop.write(
        'shuffled.yaml',
        yaml
          .replace("delimiter: ','", "delimiter: '|'")
          .replace('cases: together', `cases: ${cases}`),
      );
      const other = memoryStore();
      await workshop.import({ file, mapping }, { store: other });
      const tickets = (all: typeof expected) =>
        [...all].filter(([stream]) => stream.startsWith('ticket-'));
      expect(tickets(await contentOf(other))).toEqual(tickets(expected));
    }
  });

  it('rejects the rest of a case whose rows stand apart although the mapping says otherwise', async () => {
    const [header = '', ...rows] = readFileSync(SERVICENOW.file, 'utf8').trimEnd().split('\n');
    const apart = [...rows.slice(1, 12), rows[0]];
    const file = workshop.write('apart.csv', [header, ...apart].join('\n'));
    const store = memoryStore();
    const result = await workshop.import({ file, mapping: SERVICENOW.mapping }, { store });
    expect(result.rows).toBe(12);
    expect(workshop.rejects()).toEqual([
      expect.objectContaining({ line: '13', code: 'ROW.TICKET_DIFFERS' }),
    ]);
  });
});

describe('importing a log that has grown since', () => {
  const part = (count: number) => {
    const [header = '', ...rows] = readFileSync(SERVICENOW.file, 'utf8').trimEnd().split('\n');
    return [header, ...rows.slice(0, count)].join('\n');
  };

  it('appends only what is new', async () => {
    const store = memoryStore();
    // Line 10 of the file is in the middle of a case.
    const file = workshop.write('log.csv', part(9));
    const source = { file, mapping: SERVICENOW.mapping };
    await workshop.import(source, { store });
    workshop.write('log.csv', part(60));
    const grown = await workshop.import(source, { store });
    expect(grown.applied).toBeGreaterThan(20);
    expect(grown.applied + grown.noChange).toBe(60);
    const whole = memoryStore();
    await workshop.import(source, { store: whole });
    expect(await contentOf(store)).toEqual(await contentOf(whole));
    expect(countsOf(await workshop.import(source, { store }))).toMatchObject({
      applied: 0,
      events: 0,
    });
  });

  it('rejects the rows of a ticket that was changed here since', async () => {
    const store = memoryStore();
    const file = workshop.write('log.csv', part(9));
    const source = { file, mapping: SERVICENOW.mapping };
    await workshop.import(source, { store });
    const id = ticketIdOf('servicenow-incidents', 'INC0000047');
    const [registered] = await store.readStream(streamName('ticket', id));
    await store.append({
      writes: [
        {
          stream: streamName('ticket', id),
          expected: 'exists',
          events: [
            {
              ...registered!,
              id: '0198c2f0-0000-7000-8000-00000000000e',
              type: 'TicketCommented',
              data: { commentId: 'c', text: 'By hand', visibility: 'internal' },
            },
          ],
        },
      ],
    });
    expect(await workshop.import(source, { store })).toMatchObject({ rejected: 0, applied: 0 });
    workshop.write('log.csv', part(14));
    const result = await workshop.import(source, { store });
    expect(result.rejected).toBe(9);
    for (const rejected of workshop.rejects()) expect(rejected['code']).toBe('ROW.TICKET_DIFFERS');
  });
});

describe('the worked example of the how-to', () => {
  it('imports what the how-to says', async () => {
    const store = memoryStore();
    const result = await workshop.import(REPAIR_ORDERS, { store });
    expect(countsOf(result)).toMatchObject({
      rows: 16,
      applied: 14,
      noChange: 0,
      rejected: 2,
      tickets: 3,
    });
    expect(workshop.rejects()).toEqual([
      {
        line: '14',
        code: 'ROW.UNKNOWN_STATE',
        column: 'Stand',
        value: 'Verloren',
        reason: "the state 'Verloren' is not in the mapping",
        row: 'R-1004;Verloren;10.03.2026 09:00;10.03.2026 09:00;Kunde 8;Herd H 4;Platte kalt;normal;Telefon;;;Büro 2',
      },
      expect.objectContaining({
        line: '16',
        code: 'ROW.BAD_TIME',
        column: 'Zeitpunkt',
        value: '31.02.2026 09:00',
      }),
    ]);
    expect(await ticketOf(store, 'repair-orders', 'R-1001')).toMatchObject({
      title: 'Waschmaschine W 1',
      description: 'Schleudert nicht; klappert',
      state: 'finished',
      cycle: 2,
      priority: 'high',
      // 02:30 did not exist on that Sunday: the clocks went on to 03:30.
      finishedAt: '2026-03-29T01:30:00.000Z',
      resolution: 'Füße nachgestellt',
    });
    expect(await ticketOf(store, 'repair-orders', 'R-1003')).toMatchObject({ state: 'cancelled' });
  });
});
