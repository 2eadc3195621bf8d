import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { SERVICE_NAMES } from '@gongdan/stages';
import { Desk } from '../e2e/desk.js';
import { stepsOf } from '../e2e/journey.js';
import { startThrowAwayPostgres, type ThrowAwayPostgres } from '../setup/throw-away-postgres.mjs';
import { FrontDesk } from './front-desk.js';
import { Hosts, isAlive } from './hosts.js';
import { PlainConsumer } from './plain-consumer.js';
import { until } from './until.js';

jest.setTimeout(240_000);

const BROKERS = process.env['KAFKA_BROKERS'] ?? '';
const PREFIX = `test-${randomUUID()}`;
const CONTEXTS = [
  'tickets',
  'invoices',
  'surveys',
  'complaints',
  'customers',
  'technicians',
  'sla',
];
const CONNECTIONS_MAX = 400;

/** Nothing follows these: the survey’s clock has stopped, those of the complaint have begun. */
const LAST_PROMISES = [
  'SlaClockMet survey',
  'SlaClockStarted first-answer',
  'SlaClockStarted complaint-resolution',
];

function hasLastPromises(items: readonly Record<string, unknown>[]): boolean {
  const told = items.map(({ type, data }) => {
    const { clock = '' } = data as { readonly clock?: string };
    return `${String(type).split('.')[1]} ${clock}`;
  });
  return LAST_PROMISES.every((words) => told.includes(words));
}

let folder: string;
let database: ThrowAwayPostgres;
let hosts: Hosts;
let desk: FrontDesk;
let consumer: PlainConsumer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gongdan-services-'));
  chmodSync(folder, 0o755);
  database = await startThrowAwayPostgres({ durable: false, connectionsMax: CONNECTIONS_MAX });
  hosts = await Hosts.start({
    databaseUrl: database.url,
    brokers: BROKERS,
    folder,
    environment: { KAFKA_TOPIC_PREFIX: PREFIX },
  });
  consumer = await PlainConsumer.open(
    BROKERS,
    CONTEXTS.map((context) => `${PREFIX}.${context}.v1`),
  );
  desk = new FrontDesk(hosts.base);
});
afterAll(async () => {
  await consumer?.close();
  await hosts?.stop();
  await database?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The organisation, made at the one address. */
async function found(): Promise<{ readonly customerId: string; readonly technicianId: string }> {
  await desk.logIn('founder', await hosts.addAdministrator());
  for (const role of ['clerk', 'dispatcher', 'dispatch-manager', 'finance'] as const) {
    await desk.hire('founder', role);
  }
  await desk.hire('founder', 'service-manager');
  const technician = { name: 'Technician One', region: 'urban', skills: ['heating'] };
  const { id: technicianId } = await desk.does('dispatch-manager', '/technicians', technician);
  await desk.hire('founder', 'technician', technicianId);
  const customer = { name: 'Customer One', phone: '+86 10 5555 0101' };
  const { id: customerId } = await desk.does('clerk', '/customers', customer);
  return { customerId, technicianId };
}

describe('a ticket’s journey through the services', () => {
  let customerId: string;
  let technicianId: string;
  let ticketId: string;

  it('goes at one address from the request to the complaint, while the consumer hears what follows', async () => {
    ({ customerId, technicianId } = await found());
    const registered = await desk.does('clerk', '/tickets', {
      customerId,
      category: 'paid',
      channel: 'phone',
      title: 'Air conditioner does not cool',
      description: 'Runs, but blows warm air.',
    });
    ticketId = registered.id;
    for (const [who, command, body] of stepsOf('paid', { technicianId })) {
      await desk.does(who, `/tickets/${ticketId}/${command}`, body);
    }
    const cycle = `${ticketId}.1`;
    const requested = await consumer.next(`survey-${cycle}`, 'SurveyRequested');
    const survey = await desk.get(
      'clerk',
      `/surveys/${cycle}?minPosition=${requested.headers['ce_position']}`,
    );
    await desk.does(undefined, `/surveys/${cycle}/answers`, {
      token: survey['token'],
      satisfaction: 1,
      remark: 'Late and rude.',
    });
    await consumer.next(`complaint-${cycle}`, 'ComplaintOpened');
    await consumer.next(`ticket-${ticketId}`, 'TicketClosed');
  });

  it('is in the topics whole and in order, with headers that say who, what and why', async () => {
    const cycle = `${ticketId}.1`;
    const typesOf = (stream: string) =>
      consumer.of(stream).map(({ headers }) => headers['ce_type']?.split('.')[1]);
    expect(typesOf(`ticket-${ticketId}`)).toEqual([
      'TicketRegistered',
      'TicketDispatchApproved',
      'TicketAssigned',
      'TicketAccepted',
      'TicketScheduled',
      'TechnicianDeparted',
      'TechnicianArrived',
      'WorkStarted',
      'WorkRecorded',
      'PartsRecorded',
      'WorkPaused',
      'WorkResumed',
      'WorkFinished',
      'CustomerSigned',
      'TicketCountersigned',
      'TicketArchived',
      'TicketSettled',
      'TicketClosed',
    ]);
    expect(typesOf(`invoice-${cycle}`)).toEqual(['InvoiceDrafted', 'InvoiceIssued']);
    expect(typesOf(`survey-${cycle}`)).toEqual(['SurveyRequested', 'SurveyAnswered']);
    expect(typesOf(`complaint-${cycle}`)).toEqual(['ComplaintOpened']);

    const items = await until('the promises have followed', async () => {
      const feed = await desk.get('founder', '/events?limit=200');
      const all = feed['items'] as Record<string, unknown>[];
      return hasLastPromises(all) ? all : undefined;
    });
    expect(items.length).toBeGreaterThan(20);
    await until('everything is in the topics', () =>
      consumer.records.length >= items.length ? true : undefined,
    );
    expect(consumer.records).toHaveLength(items.length);
    for (const { data: _, datacontenttype, ...attributes } of items) {
      const record = consumer.records.find(({ headers }) => headers['ce_id'] === attributes['id']);
      const [, kind = ''] = /^\/gongdan\/(\w+)$/.exec(String(attributes['source'])) ?? [];
      expect(record?.key).toBe(`${kind}-${String(attributes['subject'])}`);
      expect(record?.headers).toEqual({
        ...Object.fromEntries(
          Object.entries(attributes).map(([name, value]) => [`ce_${name}`, String(value)]),
        ),
        'content-type': datacontenttype,
        ce_hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        ce_epoch: '1',
      });
    }
    for (const records of Map.groupBy(consumer.records, ({ key }) => key).values()) {
      expect(new Set(records.map(({ topic, partition }) => `${topic}/${partition}`)).size).toBe(1);
      const versions = records.map(({ headers }) => Number(headers['ce_streamversion']));
      expect(versions).toEqual(versions.map((_, index) => index + 1));
    }
  });

  it('is in the read models of every service up to its last event', async () => {
    const cycle = `${ticketId}.1`;
    const position = Math.max(
      ...consumer.records.map(({ headers }) => Number(headers['ce_position'])),
    );
    const now = (who: string, path: string) =>
      desk.get(who, `${path}${path.includes('?') ? '&' : '?'}minPosition=${position}`);
    expect(await now('clerk', `/tickets/${ticketId}`)).toMatchObject({
      state: 'closed',
      settlement: 'invoiced',
      customerId,
      technicianId,
    });
    expect(await now('finance', `/invoices/${cycle}`)).toMatchObject({ status: 'issued' });
    expect(await now('clerk', `/surveys/${cycle}`)).toMatchObject({ satisfaction: 1 });
    expect(await now('service-manager', `/complaints/${cycle}`)).toMatchObject({
      status: 'open',
      ticketIds: [ticketId],
    });
    expect(await now('dispatcher', '/board')).toMatchObject({ count: 0 });
    expect(await now('dispatcher', `/technicians/${technicianId}`)).toMatchObject({
      name: 'Technician One',
    });
    const history = await now('clerk', `/customers/${customerId}/history?limit=200`);
    const types = (history['items'] as { type: string }[]).map(({ type }) => type);
    expect(types).toEqual(
      expect.arrayContaining(['TicketRegistered', 'InvoiceIssued', 'ComplaintOpened']),
    );
  });
});

describe('the one address', () => {
  it('describes the same API as the engine in one process', async () => {
    const whole = await Desk.open();
    try {
      const path = '/api/v1/openapi.json';
      const [here, there] = await Promise.all(
        [hosts.base, whole.base].map(async (base) => (await fetch(`${base}${path}`)).json()),
      );
      expect(here).toEqual(there);
      expect(Object.keys((here as { paths: object }).paths).length).toBeGreaterThan(50);
    } finally {
      await whole.close();
    }
  });

  it.each(['/tickets', '/board', '/invoices', '/surveys', '/complaints', '/customers', '/events'])(
    'lets nobody read %s without a login',
    async (path) => {
      expect(await desk.ask(undefined, `GET ${path}`)).toMatchObject({ status: 401 });
    },
  );
});

describe('a service', () => {
  it.each(SERVICE_NAMES)('%s refuses what another one answers', async (name) => {
    const { api } = await hosts.running(name);
    const path = name === 'request' ? '/board' : '/tickets';
    expect(await new FrontDesk(api).ask(undefined, `GET ${path}`)).toMatchObject({
      status: 404,
      body: { code: 'REQUEST.NOT_SERVED_HERE' },
    });
    expect((await fetch(`${api}/health/ready`)).status).toBe(200);
  });

  it('ends with all others when they are asked to, and none is left behind', async () => {
    const running = await Promise.all(SERVICE_NAMES.map((name) => hosts.running(name)));
    const pids = running.map(({ pid }) => pid);
    expect(pids.filter((pid) => isAlive(pid))).toHaveLength(SERVICE_NAMES.length);
    expect(await hosts.stop()).toBe(0);
    expect(pids.filter((pid) => isAlive(pid))).toEqual([]);
    await expect(fetch(hosts.base)).rejects.toThrow();
  });
});
