import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiDocument, type Operation } from './api-document.js';
import { allItems, Desk, LOGIN_ROLES, type Answer } from './desk.js';
import { register, settle, travel, type People } from './journey.js';
import { seededRandom } from '../setup/random.js';

type Whose = 'own' | 'foreign' | 'missing';

let desk: Desk;
let document: ApiDocument;
/** Ids of things that exist, by the first word of their paths: the technician's own, and another's. */
let things: Readonly<Record<string, { readonly own: string; readonly foreign: string }>>;
let people: People;

beforeAll(async () => {
  desk = await Desk.open({ environment: { WEBHOOK_PRIVATE_TARGETS: 'allowed' } });
  people = await settle(desk);
  document = await ApiDocument.of(desk);
  const own = await travel(desk, people, 'paid');
  const helped = { technicianId: people.helperId };
  const { id: foreign } = await register(desk, people, { category: 'free' });
  await desk.does('dispatcher', `/tickets/${foreign}/assign`, helped);
  await desk.does('helper', `/tickets/${foreign}/accept`);
  await desk.caughtUp();
  const others = await travel(desk, { ...people, ...helped }, 'paid', undefined, 'helper');
  await desk.caughtUp();
  const invoiceOf = async (id: string) =>
    String((await desk.get('finance', `/tickets/${id}`))['invoiceId']);
  const complaint = await desk.does('clerk', '/complaints', {
    customerId: people.customerId,
    source: 'customer',
    severity: 'general',
    description: 'Late.',
  });
  await desk.caughtUp();
  const file = `/customers/${people.customerId}`;
  const device = await desk.does('clerk', `${file}/devices`, { model: 'KFR-35GW' });
  const contract = await desk.does('clerk', `${file}/contracts`, {
    validFrom: '2026-01-01',
    validUntil: '2099-12-31',
    visitLimit: 12,
  });
  const plan = await desk.does('clerk', `${file}/contracts/${contract.id}/maintenance-plans`, {
    deviceId: device.id,
    everyMonths: 60,
    firstOn: '2099-12-01',
    title: 'Clean and check',
    description: '',
  });
  const webhook = { url: 'http://127.0.0.1:9/', types: ['CustomerForgotten'] };
  const ownWebhook = await desk.does('integration', '/webhooks', webhook);
  const foreignWebhook = await desk.does('administrator', '/webhooks', webhook);
  const [account] = await desk.engine.accounts.list();
  const both = (id: string) => ({ own: id, foreign: id });
  things = {
    tickets: { own, foreign },
    technicians: { own: people.technicianId, foreign: people.helperId },
    customers: both(people.customerId),
    invoices: { own: await invoiceOf(own), foreign: await invoiceOf(others) },
    surveys: both(`${own}.1`),
    complaints: both(complaint.id),
    'maintenance-plans': both(plan.id),
    users: both(account?.id ?? ''),
    webhooks: { own: ownWebhook.id, foreign: foreignWebhook.id },
  };
}, 60_000);
afterAll(() => desk.close());

const random = seededRandom(7);

function pathOf(operation: Operation, whose: Whose): string {
  const kind = operation.path.split('/')[3] ?? '';
  const id = whose === 'missing' ? 'nothing-of-the-kind' : things[kind]?.[whose];
  return operation.path
    .replace('/api/v1', '')
    .replace('{id}', id ?? 'unknown')
    .replaceAll(/\{[^}]+\}/g, 'unknown');
}

function ask(operation: Operation, who: string | undefined, whose: Whose): Promise<Answer> {
  const body = operation.body && document.valid(operation.body, random);
  const options = body === undefined ? {} : { body };
  return desk.ask(who, `${operation.method} ${pathOf(operation, whose)}`, options);
}

const takesId = ({ path }: Operation): boolean => path.includes('{id}');
const whoses = (operation: Operation): readonly Whose[] =>
  takesId(operation) ? ['own', 'foreign', 'missing'] : ['missing'];
const guarded = (): readonly Operation[] =>
  document.operations.filter(
    ({ path, roles }) => path.startsWith('/api/v1') && roles !== 'everyone',
  );
const may = ({ roles }: Operation, role: string): boolean =>
  roles === 'everyone' || roles.includes(role);
/** What an answer tells apart from others: nothing but this reaches the caller's eye. */
const told = ({ status, body }: Answer): readonly unknown[] => [
  status,
  body['code'],
  body['detail'],
];

describe('the access matrix', () => {
  it('has every route of the document in it, each with roles', () => {
    expect(document.operations.length).toBeGreaterThan(70);
    expect(document.operations.filter(({ roles }) => roles === undefined)).toEqual([]);
  });

  it('lets nobody in without a login, whatever is asked for', async () => {
    for (const operation of guarded()) {
      for (const whose of whoses(operation)) {
        const { status, body } = await ask(operation, undefined, whose);
        expect([operation.operationId, whose, status, body['code']]).toEqual([
          operation.operationId,
          whose,
          401,
          'ACCOUNT.UNAUTHENTICATED',
        ]);
      }
    }
  });

  it.each(LOGIN_ROLES)(
    'refuses %s what is not for this role, whether it exists or not',
    async (role) => {
      for (const operation of guarded().filter((each) => !may(each, role))) {
        for (const whose of whoses(operation)) {
          const { status, body } = await ask(operation, role, whose);
          expect([operation.operationId, whose, status, body['code']]).toEqual([
            operation.operationId,
            whose,
            403,
            'ACCESS.FORBIDDEN',
          ]);
        }
      }
    },
  );

  it.each(LOGIN_ROLES)(
    'lets %s read what is for this role, and finds nothing where nothing is',
    async (role) => {
      const reads = guarded().filter((each) => may(each, role) && each.method === 'GET');
      for (const operation of reads) {
        for (const whose of whoses(operation)) {
          const { status } = await ask(operation, role, whose);
          const hidden =
            whose === 'missing' ||
            (whose === 'foreign' && role === 'technician') ||
            (whose === 'foreign' && role === 'integration' && operation.objects === 'owned') ||
            /\}.*\{/.test(operation.path);
          const expected = takesId(operation) && hidden ? [404] : [200];
          // A technician's load is a number, be it none: there is no missing one for the desk.
          if (operation.path.includes('/load') && role !== 'technician') expected.push(200);
          if (operation.objects === 'all' && whose === 'foreign') expected.push(200);
          expect([operation.operationId, whose, expected.includes(status) || status]).toEqual([
            operation.operationId,
            whose,
            true,
          ]);
        }
      }
    },
  );

  it.each(LOGIN_ROLES)(
    'never fails on what %s may try on things that are not there',
    async (role) => {
      const commands = guarded().filter((each) => may(each, role) && each.method === 'POST');
      for (const operation of commands.filter(takesId)) {
        const { status, body } = await ask(operation, role, 'missing');
        expect([operation.operationId, [403, 404, 422].includes(status) || status]).toEqual([
          operation.operationId,
          true,
        ]);
        expect(body['code']).not.toBe('ACCESS.FORBIDDEN');
      }
    },
  );
});

describe('a technician', () => {
  it('is told the same of another’s things as of none at all', async () => {
    const assigned = guarded().filter(
      (each) => may(each, 'technician') && each.objects === 'assigned' && takesId(each),
    );
    expect(assigned.length).toBeGreaterThan(25);
    for (const operation of assigned) {
      const body = operation.body && document.valid(operation.body, seededRandom(1));
      const options = body === undefined ? {} : { body };
      const answerOn = (whose: Whose) =>
        desk.ask('technician', `${operation.method} ${pathOf(operation, whose)}`, options);
      const foreign = await answerOn('foreign');
      const missing = await answerOn('missing');
      expect([operation.operationId, 404, ...told(foreign)]).toEqual([
        operation.operationId,
        foreign.status,
        ...told(missing),
      ]);
    }
  });

  it('sees in lists, on the board and in loads only what is his', async () => {
    const ids = async (who: string) =>
      (await allItems(desk, who, '/tickets')).map(({ id }) => String(id));
    const { own, foreign } = things['tickets'] as { own: string; foreign: string };
    expect(await ids('technician')).toEqual([own]);
    expect(await ids('helper')).toContain(foreign);
    expect(await ids('helper')).not.toContain(own);
    expect((await desk.get('technician', '/tickets/count'))['count']).toBe(1);
    expect(await desk.get('helper', '/board')).toMatchObject({ count: 1 });
    expect(JSON.stringify(await desk.get('technician', '/board'))).not.toContain(foreign);
    const search = await allItems(desk, 'technician', '/tickets?text=conditioner');
    expect(search.map(({ id }) => id)).toEqual([own]);
    const loads = await desk.get('technician', '/technicians/load');
    expect((loads['items'] as { technicianId: string }[]).map((load) => load.technicianId)).toEqual(
      (loads['items'] as unknown[]).length === 0 ? [] : [people.technicianId],
    );
    const asOf = new Date().toISOString();
    const then = await allItems(desk, 'helper', `/tickets?asOf=${asOf}`);
    expect(then.map(({ id }) => id)).toContain(foreign);
    expect(then.map(({ id }) => id)).not.toContain(own);
  });

  it('sees as helper what he sees as lead', async () => {
    const { id } = await register(desk, people, { category: 'free' });
    await desk.does('dispatcher', `/tickets/${id}/assign`, {
      technicianId: people.helperId,
      assistantIds: [people.technicianId],
    });
    expect((await desk.ask('technician', `GET /tickets/${id}`)).status).toBe(200);
    await desk.does('dispatcher', `/tickets/${id}/reassign`, {
      technicianId: people.helperId,
      reason: 'Alone',
    });
    expect((await desk.ask('technician', `GET /tickets/${id}`)).status).toBe(404);
  });
});
