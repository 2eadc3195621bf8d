import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { allItems, Desk, type Answer } from './desk.js';
import { register, settle, travel, type People } from './journey.js';

const AT_ONCE = 50;
let desk: Desk;
let people: People;
beforeAll(async () => {
  desk = await Desk.open({ environment: { READ_WAIT_MS_MAX: '10000' } });
  people = await settle(desk);
});
afterAll(() => desk.close());

const registration = (title: string) => ({
  customerId: people.customerId,
  category: 'paid',
  channel: 'phone',
  title,
  description: '',
});

const atOnce = (request: (index: number) => Promise<Answer>): Promise<Answer[]> =>
  Promise.all(Array.from({ length: AT_ONCE }, (_, index) => request(index)));

const typesOf = async (id: string): Promise<string[]> =>
  ((await desk.get('clerk', `/tickets/${id}/events`))['items'] as { type: string }[]).map(
    ({ type }) => type.split('.')[1] ?? '',
  );

describe('equal requests with one Idempotency-Key', () => {
  it(`register one ticket, ${AT_ONCE} at once, and are all answered alike`, async () => {
    const body = registration('Only once');
    const headers = { 'idempotency-key': 'register-once' };
    const answers = await atOnce(() => desk.ask('clerk', 'POST /tickets', { body, headers }));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    const replayed = answers.filter(
      ({ headers: given }) => given.get('gongdan-replayed') === 'true',
    );
    expect(replayed).toHaveLength(AT_ONCE - 1);
    await desk.caughtUp();
    const list = await allItems(desk, 'clerk', '/tickets?text=once');
    expect(list.map(({ id }) => id)).toEqual([answers[0]?.body['id']]);
  });

  it(`have one effect on a ticket, ${AT_ONCE} at once`, async () => {
    const { id } = await register(desk, people, { category: 'free' });
    const body = { text: 'Ring twice.' };
    const headers = { 'idempotency-key': 'comment-once' };
    const answers = await atOnce(() =>
      desk.ask('clerk', `POST /tickets/${id}/comment`, { body, headers }),
    );
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(await typesOf(id)).toEqual(['TicketRegistered', 'TicketCommented']);
  });

  it('get the first answer again when the ticket has long moved on', async () => {
    const { id } = await register(desk, people, { category: 'free' });
    const assign = () =>
      desk.ask('dispatcher', `POST /tickets/${id}/assign`, {
        body: { technicianId: people.technicianId },
        headers: { 'idempotency-key': 'assign-1' },
      });
    const accept = () =>
      desk.ask('technician', `POST /tickets/${id}/accept`, {
        body: {},
        headers: { 'idempotency-key': 'accept-1' },
      });
    const first = await assign();
    const accepted = await accept();
    await desk.does('dispatcher', `/tickets/${id}/reassign`, {
      technicianId: people.helperId,
      reason: 'Ill',
    });
    expect((await assign()).text).toBe(first.text);
    // It is not his any more, yet what he did is answered as it was.
    expect((await accept()).text).toBe(accepted.text);
    expect(await typesOf(id)).toHaveLength(4);
  });

  it('are refused with another body, and belong to their caller', async () => {
    const headers = { 'idempotency-key': 'mine' };
    const ask = (who: string, title: string) =>
      desk.ask(who, 'POST /tickets', { body: registration(title), headers });
    const mine = await ask('clerk', 'Mine');
    expect(await ask('clerk', 'Another')).toMatchObject({
      status: 422,
      body: { code: 'COMMAND.KEY_REUSED' },
    });
    const others = await ask('dispatcher', 'Mine');
    expect(others.status).toBe(201);
    expect(others.body['id']).not.toBe(mine.body['id']);
  });
});

describe('two people on one version', () => {
  it('with If-Match: one wins, the other is told what came between', async () => {
    const { id } = await register(desk, people, { category: 'free' });
    const { headers } = await desk.ask('dispatcher', `GET /tickets/${id}`);
    const tag = headers.get('etag') ?? '';
    const assign = (who: string, technicianId: string) =>
      desk.ask(who, `POST /tickets/${id}/assign`, {
        body: { technicianId },
        headers: { 'if-match': tag },
      });
    const answers = await Promise.all([
      assign('dispatcher', people.technicianId),
      assign('dispatch-manager', people.helperId),
    ]);
    const [won, lost] = answers.toSorted((one, other) => one.status - other.status);
    expect(won?.status).toBe(200);
    expect(lost).toMatchObject({
      status: 412,
      body: {
        code: 'STREAM.VERSION_CONFLICT',
        expectedVersion: 1,
        actualVersion: 2,
        intervening: [{ type: 'TicketAssigned', version: 2 }],
      },
    });
  });

  it('without If-Match: the second is decided on what the first left', async () => {
    const { id } = await register(desk, people, { category: 'free' });
    const answers = await Promise.all(
      [people.technicianId, people.helperId].map((technicianId) =>
        desk.ask('dispatcher', `POST /tickets/${id}/assign`, { body: { technicianId } }),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 422]));
    expect(answers.find(({ status }) => status === 422)?.body['code']).toBe('TICKET.WRONG_STATE');
  });

  it(`lets ${AT_ONCE} commands that do not exclude each other all have their place`, async () => {
    const { id } = await register(desk, people, { category: 'free' });
    const answers = await atOnce((index) =>
      desk.ask('clerk', `POST /tickets/${id}/comment`, { body: { text: `Remark ${index}` } }),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const versions = answers.map(({ body }) => Number(body['version']));
    expect(versions.toSorted((one, other) => one - other)).toEqual(
      Array.from({ length: AT_ONCE }, (_, index) => index + 2),
    );
  });
});

describe('read your own writes', () => {
  it('shows every command in every list, at once, with minPosition', async () => {
    for (let round = 0; round < 10; round++) {
      const { id, position } = await register(desk, people, { category: 'free' });
      const query = `minPosition=${position}&limit=200`;
      const inList = await desk.get('clerk', `/tickets?customer=${people.customerId}&${query}`);
      expect((inList['items'] as { id: string }[]).map((item) => item.id)).toContain(id);
      expect(Number(inList['position'])).toBeGreaterThanOrEqual(position);
      const board = await desk.get('clerk', `/board?lane=to-assign&${query}`);
      expect(JSON.stringify(board)).toContain(id);
    }
  });

  it('refuses a position that nobody was given', async () => {
    for (const path of ['/tickets', '/board', '/register', '/technicians/load', '/customers']) {
      const answer = await desk.ask('clerk', `GET ${path}?minPosition=9007199254740991`);
      expect([path, answer.status]).toEqual([path, 400]);
      expect(answer.body['violations']).toMatchObject([{ path: '/minPosition' }]);
    }
  });
});

interface Told {
  readonly command: string;
  readonly fields?: readonly { readonly name: string }[];
}

describe('attached files', () => {
  const bytes = Buffer.from('GIF89a not a picture, but bytes \0\x01\xff', 'latin1');
  const file = {
    fileName: 'nameplate “A”.gif',
    mediaType: 'text/html',
    contentBase64: bytes.toString('base64'),
  };

  it('come back as they were, as a download', async () => {
    const id = await travel(desk, people, 'free', 'start');
    const told = (await desk.get('technician', `/tickets/${id}`))['commands'] as Told[];
    const fields = told.find(({ command }) => command === 'attach')?.fields ?? [];
    expect(fields.map(({ name }) => name)).toEqual(Object.keys(file));
    await desk.does('technician', `/tickets/${id}/attach`, file);
    const ticket = await desk.get('clerk', `/tickets/${id}`);
    const [attachment] = ticket['attachments'] as { attachmentId: string; sizeBytes: number }[];
    expect(attachment).toMatchObject({ fileName: file.fileName, sizeBytes: bytes.length });
    const path = `/tickets/${id}/attachments/${attachment?.attachmentId}`;
    const response = await fetch(`${desk.base}/api/v1${path}`, {
      headers: { authorization: `Bearer ${desk.tokenOf('clerk')}` },
    });
    expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename\*=UTF-8''nameplate/,
    );
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await desk.ask('helper', `GET ${path}`)).status).toBe(404);
    const other = await register(desk, people);
    const elsewhere = `/tickets/${other.id}/attachments/${attachment?.attachmentId}`;
    expect((await desk.ask('clerk', `GET ${elsewhere}`)).status).toBe(404);
  });

  it('are taken up to their limit and refused above', async () => {
    const { id } = await register(desk, people);
    const attach = (size: number) =>
      desk.ask('clerk', `POST /tickets/${id}/attach`, {
        body: { ...file, contentBase64: Buffer.alloc(size, 7).toString('base64') },
      });
    expect((await attach(1_000_000)).status).toBe(200);
    expect((await attach(1_000_010)).status).toBe(422);
    expect((await attach(3_000_000)).status).toBe(413);
  });

  it('lie sealed in the database and are gone with the customer’s key', async () => {
    const { id: customerId } = await desk.does('clerk', '/customers', { name: 'Customer Two' });
    const { id } = await register(desk, { customerId });
    await desk.does('clerk', `/tickets/${id}/attach`, file);
    const { rows } = await desk.engine.pool.query<{ sealed: Buffer }>(
      'SELECT sealed FROM gongdan.attachment_content WHERE ticket_id = $1',
      [id],
    );
    expect(rows[0]?.sealed.includes('GIF89a')).toBe(false);
    await desk.does('service-manager', `/customers/${customerId}/forget`, { reason: 'Asked' });
    await desk.caughtUp();
    const ticket = await desk.get('clerk', `/tickets/${id}`);
    const [attachment] = ticket['attachments'] as { attachmentId: string; fileName: string }[];
    expect(attachment?.fileName).toBe('[forgotten]');
    const gone = await desk.ask(
      'clerk',
      `GET /tickets/${id}/attachments/${attachment?.attachmentId}`,
    );
    expect([gone.status, gone.body['code']]).toEqual([404, 'ATTACHMENT.FORGOTTEN']);
  });
});

describe('a ticket that another is merged into', () => {
  const merge = (id: string, intoTicketId: string) =>
    desk.ask('clerk', `POST /tickets/${id}/merge`, { body: { intoTicketId } });
  const registered = async () => (await register(desk, people, { category: 'free' })).id;

  it('goes on: two are not merged into each other', async () => {
    const [one, other, third] = [await registered(), await registered(), await registered()];
    expect((await merge(one, other)).status).toBe(200);
    expect(await merge(other, one)).toMatchObject({
      status: 422,
      body: {
        code: 'TICKET.MERGE_INTO_ENDED',
        hint: `It went on in ${other}.`,
        violations: [{ path: '/intoTicketId' }],
      },
    });
    expect((await merge(third, one)).body['code']).toBe('TICKET.MERGE_INTO_ENDED');
    expect((await merge(third, other)).status).toBe(200);
    expect((await merge(one, one)).body['code']).toBe('TICKET.ALREADY_MERGED');
  });

  it('is not cancelled, but may be done: it can be reopened', async () => {
    const [one, other] = [await registered(), await registered()];
    await desk.does('clerk', `/tickets/${other}/cancel`, { reason: 'Works again' });
    expect((await merge(one, other)).body['code']).toBe('TICKET.MERGE_INTO_ENDED');
    const done = await travel(desk, people, 'free');
    expect((await merge(one, done)).status).toBe(200);
  });
});

describe('what a command names', () => {
  it('must be there', async () => {
    const { id } = await register(desk, people, { category: 'free' });
    const code = async (path: string, body: object) =>
      (await desk.ask('dispatch-manager', `POST ${path}`, { body })).body['code'];
    expect(await code('/tickets', { ...registration('x'), customerId: 'nobody' })).toBe(
      'TICKET.UNKNOWN_CUSTOMER',
    );
    expect(await code(`/tickets/${id}/assign`, { technicianId: 'nobody' })).toBe(
      'TICKET.UNKNOWN_TECHNICIAN',
    );
    expect(await code(`/tickets/${id}/merge`, { intoTicketId: 'nothing' })).toBe(
      'TICKET.UNKNOWN_TICKET',
    );
    const work = { description: 'Refilled', minutes: 30, technicianId: 'nobody' };
    expect(await code(`/tickets/${id}/record-work`, work)).toBe('TICKET.UNKNOWN_TECHNICIAN');
    const { id: leaver } = await desk.does('founder', '/technicians', { name: 'Technician Three' });
    await desk.does('founder', `/technicians/${leaver}/release`);
    expect(await code(`/tickets/${id}/assign`, { technicianId: leaver })).toBe(
      'TICKET.TECHNICIAN_RELEASED',
    );
  });
});

describe('what a ticket names of its customer', () => {
  const refusal = async (path: string, body: object) => {
    const answer = await desk.ask('clerk', `POST ${path}`, { body });
    return [answer.status, answer.body['code']];
  };

  it('must be in the customer’s file', async () => {
    const { id: customerId } = await desk.does('clerk', '/customers', { name: 'Customer Three' });
    const file = `/customers/${customerId}`;
    const { id: deviceId } = await desk.does('clerk', `${file}/devices`, { model: 'KFR-35GW' });
    const terms = { validFrom: '2026-01-01', validUntil: '2026-12-31', visitLimit: 2 };
    const { id: contractId } = await desk.does('clerk', `${file}/contracts`, terms);
    const { id } = await register(desk, { customerId }, { deviceId, contractId });
    await desk.does('clerk', `/tickets/${id}/amend`, { deviceId });

    const others = { ...registration('x'), customerId: people.customerId };
    const device = [422, 'TICKET.UNKNOWN_DEVICE'];
    expect(await refusal('/tickets', { ...others, deviceId })).toEqual(device);
    expect(await refusal('/tickets', { ...others, deviceId: 'none' })).toEqual(device);
    expect(await refusal(`/tickets/${id}/amend`, { deviceId: 'none' })).toEqual(device);
    const contract = [422, 'TICKET.UNKNOWN_CONTRACT'];
    expect(await refusal('/tickets', { ...others, contractId })).toEqual(contract);
    expect(await refusal('/tickets', { ...others, contractId: 'none' })).toEqual(contract);
  });

  it('begins no ticket once the customer was forgotten, and answers a repeat as before', async () => {
    const { id: customerId } = await desk.does('clerk', '/customers', { name: 'Customer Four' });
    const request = {
      body: { ...registration('y'), customerId },
      headers: { 'idempotency-key': 'register-before-forgotten' },
    };
    const first = await desk.ask('clerk', 'POST /tickets', request);
    await desk.does('service-manager', `/customers/${customerId}/forget`, { reason: 'Asked' });
    expect(await refusal('/tickets', request.body)).toEqual([422, 'CUSTOMER.FORGOTTEN']);
    const again = await desk.ask('clerk', 'POST /tickets', request);
    expect([again.status, again.body['id']]).toEqual([first.status, first.body['id']]);
  });
});

describe('what parts cost', () => {
  it('is said in the currency of the price list, or not recorded', async () => {
    const id = await travel(desk, people, 'paid', 'start');
    const parts = (currency: string) => ({
      parts: [
        { code: 'P1', description: 'Seal', quantity: 1, unitPrice: { amountMinor: 100, currency } },
      ],
    });
    const ask = (currency: string) =>
      desk.ask('technician', `POST /tickets/${id}/record-parts`, { body: parts(currency) });
    expect(await ask('USD')).toMatchObject({
      status: 422,
      body: {
        code: 'TICKET.OTHER_CURRENCY',
        violations: [{ path: '/parts/0/unitPrice/currency' }],
      },
    });
    expect((await ask('CNY')).status).toBe(200);
  });
});

describe('in the end', () => {
  it('every read model is a fresh fold of the log', async () => {
    expect(await desk.differences()).toEqual([]);
  });
});
