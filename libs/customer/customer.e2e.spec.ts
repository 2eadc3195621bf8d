import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { streamName } from '@gongdan/core';
import { readWholeStream } from '@gongdan/event-store';
import { PAGE_LIMIT_MAX } from '@gongdan/platform';
import { WHAT_LENGTH_MAX } from './projections/customer-history/history-words.js';
import { CONTRACTS_SHOWN_MAX } from './queries/show-customer/show-customer.dto.js';
import { TestStages } from '../../test/setup/test-stages.js';

let stages: TestStages;
beforeAll(async () => {
  stages = await TestStages.start();
  await stages.addAccount('clerk', ['clerk']);
  await stages.addAccount('technician', ['technician'], 'f1');
  await stages.addAccount('manager', ['service-manager']);
  await stages.addAccount('auditor', ['auditor']);
});
afterAll(() => stages.stop());

const customer = { name: 'Customer One', phone: '+86 10 5555 0101', region: 'urban' };
const registerCustomer = (body: object = customer) =>
  stages.command('clerk', 'POST /customers', body);

type Items = readonly Record<string, unknown>[];

/** What the count of a list says. */
const countOf = async (path: string): Promise<number> =>
  (await stages.ask('clerk', `GET ${path}`)).body['count'] as number;

describe('customers over HTTP', () => {
  it('are registered, found, amended and shown with devices and contracts', async () => {
    const id = await registerCustomer({ ...customer, name: 'Customer 100%' });
    const deviceId = await stages.command('clerk', `POST /customers/${id}/devices`, {
      model: 'KFR-35GW',
      warrantyUntil: '2027-04-30',
    });
    const contractId = await stages.command('clerk', `POST /customers/${id}/contracts`, {
      validFrom: '2026-01-01',
      validUntil: '2026-12-31',
      visitLimit: 12,
    });
    await stages.command('clerk', `POST /customers/${id}/amend`, { tier: 'key' });

    const { status, body, headers } = await stages.ask('auditor', `GET /customers/${id}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      customerId: id,
      name: 'Customer 100%',
      phone: '+86 10 5555 0101',
      email: null,
      tier: 'key',
      status: 'active',
      version: 3,
      devices: [{ deviceId, model: 'KFR-35GW', serial: null, warrantyUntil: '2027-04-30' }],
      contracts: [{ contractId, validFrom: '2026-01-01', visitLimit: 12, visitsUsed: 0 }],
    });
    expect(headers.get('etag')).toBe('"3"');
    const found = await stages.ask('clerk', 'GET /customers?text=100%25&region=urban&tier=key');
    expect(found.body).toMatchObject({ items: [{ customerId: id }], nextCursor: null });
    for (const text of ['00%25', '%25_', 'ustomer', '0102']) {
      const nobody = await stages.ask('clerk', `GET /customers?text=${text}&region=urban&tier=key`);
      expect(nobody.body).toMatchObject({ items: [] });
    }
  });

  it('are found by beginnings of the name, pieces of a Chinese one and the end of the number', async () => {
    const id = await registerCustomer({ name: '北京示例公司 Findable', phone: '+86 10 5555 7788' });
    const found = async (text: string) => {
      const { body } = await stages.ask('clerk', `GET /customers?text=${encodeURIComponent(text)}`);
      return (body['items'] as Items).map(({ customerId }) => customerId);
    };
    for (const text of [
      'find',
      'FINDABLE',
      '示例',
      '公司 find',
      '7788',
      '(10) 5555-7788',
      'find 7788',
    ]) {
      expect({ text, ids: await found(text) }).toEqual({ text, ids: [id] });
    }
    expect(await found('indable')).toEqual([]);
    await stages.command('clerk', `POST /customers/${id}/amend`, { phone: '+86 10 5555 8899' });
    expect(await found('7788')).toEqual([]);
    expect(await found('find 8899')).toEqual([id]);
    const { body } = await stages.ask('clerk', `GET /customers/${id}`);
    expect(Object.keys(body)).not.toContain('searchWords');
  });

  it('are listed page by page; the count is what all pages have', async () => {
    for (let count = 0; count < 3; count++)
      await registerCustomer({ name: 'Paged', tier: 'major' });
    const ids: unknown[] = [];
    let query = 'GET /customers?text=paged&limit=2';
    for (let pages = 0; pages < 2; pages++) {
      const { body } = await stages.ask('clerk', query);
      ids.push(...(body['items'] as Items).map(({ customerId }) => customerId));
      query = `GET /customers?text=paged&limit=2&cursor=${String(body['nextCursor'])}`;
    }
    expect(new Set(ids).size).toBe(3);
    expect(await countOf('/customers/count?text=paged')).toBe(3);
    expect(await countOf('/customers/count?text=paged&tier=key&status=active')).toBe(0);
    const other = await stages.ask('clerk', `${query}&tier=key`);
    expect(other).toMatchObject({ status: 400, body: { code: 'REQUEST.INVALID_QUERY' } });
  });

  it('are registered once under one key, with one answer', async () => {
    const headers = { 'idempotency-key': 'registration-1' };
    const before = await countOf('/customers/count');
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        stages.ask('clerk', 'POST /customers', { body: customer, headers }),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ body }) => body['id'])).size).toBe(1);
    const [{ body: answer } = { body: {} as Record<string, unknown> }] = answers;
    const device = { body: { model: 'KFR-35GW' }, headers: { 'idempotency-key': 'device-1' } };
    const path = `POST /customers/${String(answer['id'])}/devices`;
    const [first, again] = [
      await stages.ask('clerk', path, device),
      await stages.ask('clerk', path, device),
    ];
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('gongdan-replayed')).toBe('true');
    const other = { body: { model: 'Other' }, headers: device.headers };
    expect((await stages.ask('clerk', path, other)).body['code']).toBe('COMMAND.KEY_REUSED');
    await stages.caughtUp();
    expect(await countOf('/customers/count')).toBe(before + 1);
  });

  it('are decided on the version that the caller saw', async () => {
    const id = await registerCustomer();
    const amend = (tier: string) =>
      stages.ask('clerk', `POST /customers/${id}/amend`, {
        body: { tier },
        headers: { 'if-match': '"1"' },
      });
    expect((await amend('key')).status).toBe(200);
    expect(await amend('major')).toMatchObject({
      status: 412,
      body: { code: 'STREAM.VERSION_CONFLICT', intervening: [{ type: 'CustomerAmended' }] },
    });
  });

  it('propose the category from warranty, contract and day', async () => {
    const id = await registerCustomer();
    const device = { model: 'KFR-35GW', warrantyUntil: '2026-03-31' };
    const deviceId = await stages.command('clerk', `POST /customers/${id}/devices`, device);
    const contract = { validFrom: '2026-01-01', validUntil: '2026-06-30', visitLimit: 1 };
    const contractId = await stages.command('clerk', `POST /customers/${id}/contracts`, contract);
    const propose = async (query: string) =>
      (await stages.ask('clerk', `GET /customers/${id}/proposed-category?${query}`)).body;
    expect(await propose(`deviceId=${deviceId}&day=2026-03-31`)).toMatchObject({
      category: 'free',
    });
    expect(await propose(`deviceId=${deviceId}&day=2026-04-01`)).toMatchObject({
      category: 'contract',
      contractId,
    });
    expect(await propose('day=2026-07-01')).toMatchObject({ category: 'paid', contractId: null });
    const other = await registerCustomer();
    const foreign = `GET /customers/${other}/proposed-category?deviceId=${deviceId}`;
    expect((await stages.ask('clerk', foreign)).body['code']).toBe('CUSTOMER.DEVICE_NOT_FOUND');
  });
});

describe('limits', () => {
  it('a page has at most so many items', async () => {
    const page = (limit: number) => stages.ask('clerk', `GET /customers?limit=${limit}`);
    expect((await page(PAGE_LIMIT_MAX)).status).toBe(200);
    for (const limit of [0, PAGE_LIMIT_MAX + 1]) {
      expect((await page(limit)).body['violations']).toMatchObject([{ path: '/limit' }]);
    }
  });

  it('a customer is shown with at most so many contracts: those that end last', async () => {
    const id = await registerCustomer();
    await stages.recordEach(
      id,
      Array.from({ length: CONTRACTS_SHOWN_MAX + 1 }, (_, index) => [
        streamName('contract', `${id}-${index}`),
        {
          type: 'ContractSigned',
          data: {
            contractId: `${id}-${index}`,
            customerId: id,
            validFrom: '2000-01-01',
            validUntil: index === 7 ? '2001-01-01' : '2026-12-31',
            visitLimit: 1,
          },
        },
      ]),
    );
    const { body } = await stages.ask('clerk', `GET /customers/${id}`);
    const contracts = body['contracts'] as readonly { validUntil: string }[];
    expect(contracts).toHaveLength(CONTRACTS_SHOWN_MAX);
    expect(new Set(contracts.map(({ validUntil }) => validUntil))).toEqual(new Set(['2026-12-31']));
  });
});

describe('the history of a customer', () => {
  it('shows everything that happened, either way round, by kind and time', async () => {
    const id = await registerCustomer();
    const device = { model: 'KFR-35GW' };
    const deviceId = await stages.command('clerk', `POST /customers/${id}/devices`, device);
    const ticketId = await stages.visitedTicket({ customerId: id, category: 'free' }, 'f1');
    await stages.caughtUp();

    const read = async (query = '') =>
      (await stages.ask('auditor', `GET /customers/${id}/history?${query}`)).body;
    const all = await read('sort=oldest&limit=200');
    const items = all['items'] as Items;
    const count = (query = '') => countOf(`/customers/${id}/history/count?${query}`);
    expect(await count()).toBe(items.length);
    expect(items.map(({ type }) => type).slice(0, 3)).toEqual([
      'CustomerRegistered',
      'DeviceRegistered',
      'TicketRegistered',
    ]);
    expect(new Set(items.map(({ kind }) => kind))).toEqual(
      new Set(['customer', 'device', 'ticket', 'visit', 'invoice', 'survey']),
    );
    expect(items[1]).toMatchObject({ kind: 'device', subjectId: deviceId, state: null });
    expect(items.find(({ type }) => type === 'TechnicianArrived')).toMatchObject({
      subjectId: ticketId,
      state: 'on-site',
      what: 'Technician at the site',
    });
    const reversed = (await read('limit=200'))['items'] as Items;
    expect(reversed.toReversed()).toEqual(items);

    const visits = await read('kind=visit');
    expect(visits['items']).toHaveLength(items.filter(({ kind }) => kind === 'visit').length);
    expect(await count('kind=visit')).toBe((visits['items'] as Items).length);
    const registeredAt = String(items[2]?.['occurredAt']);
    const parts = [await count(`to=${registeredAt}`), await count(`from=${registeredAt}`)];
    expect((parts[0] ?? 0) + (parts[1] ?? 0)).toBe(items.length);
    const zone = '2026-03-02T09:00:00%2B23:59'; // PostgreSQL itself takes no such offset
    expect((await read(`from=${zone}&to=${zone}&asOf=${zone}`))['items']).toEqual([]);
    expect(await count(`from=${zone}&to=${zone}&asOf=${zone}`)).toBe(0);
    const known = items.filter(({ occurredAt }) => String(occurredAt) <= registeredAt);
    expect(await count(`asOf=${registeredAt}`)).toBe(known.length);
  });

  it('is cut where it is too long, and never within a character', async () => {
    const id = await registerCustomer();
    const part = (code: string) => ({
      code,
      description: 'Part',
      quantity: 1,
      unitPrice: { amountMinor: 1, currency: 'CNY' },
      coveredByWarranty: false,
    });
    // Pairs of surrogates at even and at odd places, so that one of the two is cut in the middle.
    const lists = ['', 'x'].map((shift) => [
      shift + '𠮷'.repeat(40),
      ...Array(4).fill('𠮷'.repeat(40)),
    ]);
    await stages.recordEach(
      id,
      lists.map((codes, index) => [
        streamName('ticket', `long-${index}`),
        { type: 'PartsRecorded', data: { parts: codes.map(part) } },
      ]),
    );
    expect(await stages.engine.projections.check('customer-history')).toMatchObject({
      differenceCount: 0,
      unfolded: 0,
    });
    const { body } = await stages.ask('auditor', `GET /customers/${id}/history?kind=visit`);
    const texts = (body['items'] as Items).map(({ what }) => String(what));
    expect(texts.filter((text) => text.includes('\ufffd'))).toEqual([]);
    const lengths = texts.map((text) => text.length);
    expect(lengths).toEqual(expect.arrayContaining([WHAT_LENGTH_MAX - 1, WHAT_LENGTH_MAX]));
  });

  it('is missing for nobody but those who never were', async () => {
    for (const path of ['history', 'history/count']) {
      const missing = await stages.ask('clerk', `GET /customers/nobody/${path}`);
      expect(missing).toMatchObject({ status: 404, body: { code: 'CUSTOMER.NOT_FOUND' } });
    }
  });
});

describe('a customer as of an earlier moment', () => {
  it('is folded from what had happened by then', async () => {
    const id = await registerCustomer({ name: 'Customer Before', tier: 'potential' });
    const shown = await stages.ask('clerk', `GET /customers/${id}`);
    const asOf = String(shown.body['registeredAt']);
    // The clock must have moved on before what is not to be seen happens.
    while (stages.engine.clock.now() === asOf) await new Promise(setImmediate);
    await stages.command('clerk', `POST /customers/${id}/amend`, { tier: 'key' });
    await stages.command('clerk', `POST /customers/${id}/devices`, { model: 'KFR-35GW' });
    const then = await stages.ask('clerk', `GET /customers/${id}?asOf=${asOf}`);
    expect(then.body).toMatchObject({ name: 'Customer Before', tier: 'potential', devices: [] });
    const earlier = await stages.ask('clerk', `GET /customers/${id}?asOf=2001-01-01T00:00:00Z`);
    expect(earlier.status).toBe(404);
  });

  it('has devices and contracts in the order of today', async () => {
    const id = await registerCustomer();
    const { store, ids, clock } = stages.engine;
    const at = { occurredAt: clock.now(), correlationId: ids.next(), causationId: null };
    const events = [`${id}.z`, `${id}.a`].map((deviceId) => ({
      id: ids.next(),
      type: 'DeviceRegistered',
      schemaVersion: 1,
      data: { deviceId, model: 'KFR-35GW' },
      actor: 'test',
      customerId: id,
      ...at,
    }));
    await store.append({ writes: [{ stream: streamName('customer', id), expected: 1, events }] });
    for (const year of [2026, 2027]) {
      const contract = { validFrom: '2026-01-01', validUntil: `${year}-12-31`, visitLimit: 1 };
      await stages.command('clerk', `POST /customers/${id}/contracts`, contract);
    }
    await stages.caughtUp();
    const now = await stages.ask('clerk', `GET /customers/${id}`);
    const then = await stages.ask('clerk', `GET /customers/${id}?asOf=${clock.now()}`);
    expect(now.body['devices']).toMatchObject([{ deviceId: `${id}.a` }, { deviceId: `${id}.z` }]);
    expect(then.body).toEqual(now.body);
  });
});

describe('forgetting a customer', () => {
  it('leaves nothing personal to read anywhere, and the history in place', async () => {
    const id = await registerCustomer({
      ...customer,
      name: 'Customer Secret',
      email: 'a@b.example',
    });
    await stages.visitedTicket({ customerId: id, category: 'free' }, 'f1');
    await stages.caughtUp();
    const before = await countOf(`/customers/${id}/history/count`);
    const body = { reason: 'Asked for it in writing' };
    expect((await stages.ask('clerk', `POST /customers/${id}/forget`, { body })).status).toBe(403);
    await stages.command('manager', `POST /customers/${id}/forget`, body);
    await stages.command('manager', `POST /customers/${id}/forget`, body);

    const shown = await stages.ask('clerk', `GET /customers/${id}`);
    expect(shown.body).toMatchObject({
      name: null,
      phone: null,
      email: null,
      status: 'forgotten',
      region: 'urban',
      version: 2,
    });
    const registration = String(shown.body['registeredAt']);
    const then = await stages.ask('clerk', `GET /customers/${id}?asOf=${registration}`);
    expect(then.body['name']).toBeNull();
    expect((await stages.ask('clerk', 'GET /customers?text=secret')).body['items']).toEqual([]);
    expect(await countOf(`/customers/${id}/history/count`)).toBe(before + 1);
    expect(await stages.engine.keyVault.isDestroyed(id)).toBe(true);

    const amended = await stages.ask('clerk', `POST /customers/${id}/amend`, {
      body: { name: 'Customer Again' },
    });
    expect(amended).toMatchObject({ status: 422, body: { code: 'CUSTOMER.FORGOTTEN' } });
  });

  it('lets what is in hand come to its end: who signs is not named', async () => {
    const id = await registerCustomer();
    const ticketId = randomUUID();
    const words = { title: 'Does not cool', description: 'Warm air.', channel: 'phone' } as const;
    const of = { ticketId, number: `T-${ticketId}`, customerId: id, category: 'free' } as const;
    await stages.ticket(ticketId, 'register', { ...of, ...words }, null);
    await stages.ticket(ticketId, 'assign', { technicianId: 'f1' }, null);
    await stages.ticket(ticketId, 'accept', {}, 'f1');
    await stages.ticket(ticketId, 'start', {}, 'f1');
    await stages.ticket(ticketId, 'record-work', { description: 'Reset', minutes: 20 }, 'f1');
    await stages.ticket(ticketId, 'finish', { resolution: 'Cools again.' }, 'f1');
    await stages.command('manager', `POST /customers/${id}/forget`, { reason: 'Asked for it' });

    const named = stages.ticket(ticketId, 'sign', { signedBy: 'Customer One' }, 'f1');
    await expect(named).rejects.toMatchObject({ code: 'CUSTOMER.FORGOTTEN' });
    await stages.ticket(ticketId, 'sign', { signedBy: '[forgotten]' }, 'f1');
    await stages.ticket(ticketId, 'countersign', {}, null);
    await stages.ticket(ticketId, 'archive', {}, null);
    await stages.caughtUp();
    const stream = streamName('ticket', ticketId);
    const types = (await readWholeStream(stages.engine.store, stream)).map(({ type }) => type);
    expect(types.slice(-2)).toEqual(['TicketArchived', 'TicketSettled']);
  });
});

describe('who may not, and what is wrong', () => {
  it('technicians see customers through their tickets only', async () => {
    const id = await registerCustomer();
    for (const request of [
      'GET /customers',
      `GET /customers/${id}`,
      `GET /customers/${id}/history`,
    ]) {
      expect((await stages.ask('technician', request)).status).toBe(403);
    }
    expect((await stages.ask(undefined, 'GET /customers')).status).toBe(401);
    expect((await stages.ask('auditor', 'POST /customers', { body: customer })).status).toBe(403);
  });

  it.each([
    ['POST /customers', {}, '/name'],
    ['POST /customers', { name: 'x'.repeat(201) }, '/name'],
    ['POST /customers', { name: 'Customer', shoe: 44 }, '/shoe'],
    ['POST /customers', { name: 'Customer', tier: 'best' }, '/tier'],
    ['POST /customers/nobody/amend', { tier: null }, '/tier'],
    ['POST /customers/nobody/devices', { model: 'M', purchasedOn: '2026-02-30' }, '/purchasedOn'],
    [
      'POST /customers/nobody/contracts',
      { validFrom: '2026-01-01', validUntil: '2026-12-31', visitLimit: 1.5 },
      '/visitLimit',
    ],
  ])('%s %j names %s', async (request, body, path) => {
    const answer = await stages.ask('clerk', request, { body });
    expect(answer.status).toBe(422);
    expect(answer.body['violations']).toContainEqual(expect.objectContaining({ path }));
  });

  it.each([
    ['POST /customers/nobody/amend', { name: 'Customer' }],
    ['POST /customers/nobody/devices', { model: 'KFR-35GW' }],
    [
      'POST /customers/nobody/contracts',
      { validFrom: '2026-01-01', validUntil: '2026-12-31', visitLimit: 1 },
    ],
  ])('%s is missing', async (request, body) => {
    const answer = await stages.ask('clerk', request, { body });
    expect(answer).toMatchObject({ status: 404, body: { code: 'CUSTOMER.NOT_FOUND' } });
  });
});
