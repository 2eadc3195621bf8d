import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import { createHttpApplication } from '@gongdan/platform';
import { EngineModule, STAGE_MIGRATIONS } from '@gongdan/stages';
import { Webhook } from 'standardwebhooks';
import { Desk, type Answer } from '../../../test/e2e/desk.js';
import { eventually } from '../../../test/setup/eventually.js';
import { createTestEngine } from '../../../test/setup/test-engine.js';
import { register, settle, type People } from '../../../test/e2e/journey.js';
import { SECRET_OVERLAP_HOURS_MAX, WEBHOOKS_MAX, WEBHOOKS_OF_OWNER_MAX } from './domain/webhook.js';
import { Receiver } from './testing/receiver.js';
import { TESTS_AT_ONCE_MAX, TESTS_WAITING_MAX } from './webhooks.js';
import { WebhookRunner } from './worker/webhook-runner.js';

let desk: Desk;
let people: People;
let receiver: Receiver;
beforeAll(async () => {
  desk = await Desk.open({
    environment: { WEBHOOK_PRIVATE_TARGETS: 'allowed', WEBHOOK_RETRY_SECONDS: '1, 1, 1' },
  });
  people = await settle(desk);
  await desk.hire('other-integration', ['integration']);
  receiver = await Receiver.open(() => 204);
});
afterEach(async () => {
  // In the order in which leases are prolonged meanwhile: in another, each may wait for a row of the other.
  await desk.engine.pool.query(
    `DELETE FROM gongdan.webhook
      WHERE id IN (SELECT id FROM gongdan.webhook ORDER BY id FOR UPDATE)`,
  );
  receiver.received.length = 0;
  receiver.behavesLike(() => 204);
});
afterAll(async () => {
  await desk.close();
  await receiver.close();
});

type Body = Record<string, unknown>;

const make = (who: string, more: Body = {}, headers: Record<string, string> = {}) =>
  desk.ask(who, 'POST /webhooks', { body: { url: receiver.url, ...more }, headers });

async function made(who: string, more: Body = {}): Promise<{ id: string; secret: string }> {
  const { status, body, text } = await make(who, more);
  if (status !== 201) throw new Error(text);
  return { id: String(body['id']), secret: String(body['secret']) };
}

const post = (who: string, path: string, body: Body = {}) =>
  desk.ask(who, `POST /webhooks/${path}`, { body });

const codeOf = ({ status, body }: Answer) => [status, body['code']];

async function delivered(id: string): Promise<Body> {
  const end = await desk.engine.store.lastPosition();
  await eventually('all is delivered', async () => {
    const { position } = await desk.get('administrator', `/webhooks/${id}`);
    return Number(position) >= end;
  });
  return desk.get('administrator', `/webhooks/${id}`);
}

describe('a webhook over HTTP', () => {
  it('is made, and sends what happens, signed with the secret that is shown once', async () => {
    const { id, secret } = await made('administrator', { description: 'Warehouse' });
    expect(secret).toMatch(/^whsec_/);
    const { id: ticketId } = await register(desk, people, { category: 'free' });
    await desk.caughtUp();
    const shown = await delivered(id);
    expect(shown).toMatchObject({ id, url: receiver.url, state: 'active', pending: 0 });
    expect(shown).toMatchObject({ description: 'Warehouse', types: null, owner: null });
    expect(Number(shown['lagEvents'])).toBe(0);
    for (const { headers, body } of receiver.received) new Webhook(secret).verify(body, headers);
    // Its clocks have a stream of their own, which is sent beside the ticket’s.
    const ofTicket = receiver.accepted.filter(({ source }) => source === '/gongdan/ticket');
    expect(ofTicket.find(({ subject }) => subject === ticketId)).toMatchObject({
      type: 'gongdan.TicketRegistered.v1',
    });
    for (const path of ['', `/${id}`, `/${id}/deliveries`, `/${id}/changes`]) {
      const { text } = await desk.ask('administrator', `GET /webhooks${path}`);
      expect(text).not.toContain('whsec_');
    }
    const { rows } = await desk.engine.pool.query<{ row: string }>(
      'SELECT s::text AS row FROM gongdan.webhook_secret s',
    );
    expect(JSON.stringify(rows)).not.toContain(Buffer.from(secret).toString('hex'));
  });

  it('is made once for one key', async () => {
    const headers = { 'idempotency-key': 'once' };
    const [first, second] = [
      await make('administrator', {}, headers),
      await make('administrator', {}, headers),
    ];
    expect(second).toMatchObject({ status: 201, body: { id: first.body['id'] } });
    expect(second.body['secret']).toBe(first.body['secret']);
    const other = await make('administrator', { description: 'x' }, headers);
    expect(codeOf(other)).toEqual([422, 'COMMAND.KEY_REUSED']);
    expect((await make('service-manager', {}, headers)).body['id']).not.toBe(first.body['id']);
    await post('administrator', `${String(first.body['id'])}/rotate-secret`);
    expect((await make('administrator', {}, headers)).body['secret']).toBeUndefined();
  });

  it('begins where it is told to', async () => {
    const end = await desk.engine.store.lastPosition();
    const positionOf = async (from?: unknown) => {
      const { id } = await made('administrator', { types: ['CustomerForgotten'], from });
      const { rows } = await desk.engine.pool.query<{ after: number }>(
        `SELECT (details ->> 'after')::int AS after FROM gongdan.webhook_change
          WHERE webhook_id = $1`,
        [id],
      );
      return rows[0]?.after;
    };
    expect(await positionOf()).toBe(end);
    expect(await positionOf('now')).toBe(end);
    expect(await positionOf('start')).toBe(0);
    expect(await positionOf(3)).toBe(2);
    expect(await positionOf(end + 1)).toBe(end);
    const ahead = await make('administrator', { from: end + 2 });
    expect(codeOf(ahead)).toEqual([422, 'WEBHOOK.POSITION_AHEAD']);
  });

  it.each<[string, Body, string]>([
    ['no URL', { url: undefined }, '/url'],
    ['no text for a URL', { url: 1 }, '/url'],
    ['another scheme', { url: 'ftp://receiver.example/' }, '/url'],
    ['a password in the URL', { url: 'https://user:word@receiver.example/' }, '/url'],
    ['too long a URL', { url: `https://receiver.example/${'x'.repeat(2_000)}` }, '/url'],
    ['an unknown type', { types: ['Nonsense'] }, '/types'],
    ['no type', { types: [] }, '/types'],
    ['no stream', { stream: 'nonsense-1' }, '/stream'],
    ['a word for a position', { from: 'yesterday' }, '/from'],
    ['position 0', { from: 0 }, '/from'],
    ['half a position', { from: 1.5 }, '/from'],
    ['null for a position', { from: null }, '/from'],
    ['a secret of one’s own', { secret: 'whsec_x' }, '/secret'],
  ])('is not made with %s', async (_case, wrong, path) => {
    const { status, body } = await make('administrator', wrong);
    expect(status).toBe(422);
    expect(JSON.stringify(body['violations'])).toContain(`"path":"${path}`);
  });

  it('can be tested at any time, also before anything happens', async () => {
    const { id, secret } = await made('integration');
    await post('integration', `${id}/pause`);
    const good = await post('integration', `${id}/test`);
    expect(good.body).toMatchObject({ accepted: true, statusCode: 204, error: null });
    const [ping] = receiver.received;
    expect(ping?.event).toMatchObject({ type: 'gongdan.WebhookPing.v1', subject: id, position: 0 });
    new Webhook(secret).verify(ping?.body ?? '', ping?.headers ?? {});
    receiver.behavesLike(() => 500);
    const bad = await post('integration', `${id}/test`);
    expect(bad.body).toMatchObject({ accepted: false, statusCode: 500, error: 'answered 500' });
    const { items } = await desk.get('integration', `/webhooks/${id}/deliveries`);
    expect(items).toMatchObject([
      { eventType: 'gongdan.WebhookPing.v1', position: null, statusCode: 500 },
      { eventType: 'gongdan.WebhookPing.v1', position: null, statusCode: 204 },
    ]);
  });

  it('is tested by so many at once, and more are turned away', async () => {
    const { id } = await made('administrator');
    receiver.atOnceMax = 0;
    let proceed = () => {};
    const held = new Promise<void>((resolve) => (proceed = resolve));
    receiver.behavesLike(() => held.then(() => 204));
    const most = TESTS_AT_ONCE_MAX + TESTS_WAITING_MAX;
    const tests = Array.from({ length: most + 1 }, () => post('administrator', `${id}/test`));
    const first = await Promise.race(tests); // the others wait for the receiver
    expect(codeOf(first)).toEqual([503, 'WEBHOOK.BUSY']);
    expect(first.headers.get('retry-after')).toBe('1');
    proceed();
    const answers = await Promise.all(tests);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(most);
    expect(receiver.atOnceMax).toBeLessThanOrEqual(TESTS_AT_ONCE_MAX);
  });

  it.each([
    [{ overlapHours: SECRET_OVERLAP_HOURS_MAX }, 200],
    [{ overlapHours: SECRET_OVERLAP_HOURS_MAX + 1 }, 422],
    [{ overlapHours: -1 }, 422],
  ])('is given a new secret with %j: %d', async (body, status) => {
    const { id } = await made('administrator');
    expect((await post('administrator', `${id}/rotate-secret`, body)).status).toBe(status);
  });

  it('shows its deliveries page by page', async () => {
    const { id } = await made('administrator', { from: 1 });
    await delivered(id);
    const seen: unknown[] = [];
    let cursor: string | null = '';
    let pages = 0;
    for (; cursor !== null; pages++) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const page: Body = await desk.get('auditor', `/webhooks/${id}/deliveries?limit=3${query}`);
      expect((page['items'] as unknown[]).length).toBeLessThanOrEqual(3);
      seen.push(...(page['items'] as Body[]).map(({ eventId }) => eventId));
      cursor = page['nextCursor'] as string | null;
    }
    expect(pages).toBe(Math.ceil(seen.length / 3));
    expect(new Set(seen).size).toBe(await desk.engine.store.lastPosition());
    const failed = await desk.get('auditor', `/webhooks/${id}/deliveries?failed=true`);
    expect(failed).toEqual({ items: [], nextCursor: null });
    const foreign = await desk.ask('auditor', `GET /webhooks/${id}/changes?cursor=abc`);
    expect(codeOf(foreign)).toEqual([400, 'REQUEST.INVALID_QUERY']);
  });

  it('is amended, paused, resumed, sent back, given a new secret, removed; each is noted', async () => {
    const { id } = await made('administrator');
    const amended = await post('service-manager', `${id}/amend`, {
      types: ['TicketClosed'],
      stream: 'ticket-1',
      description: 'x',
    });
    expect(amended.body).toMatchObject({ types: ['TicketClosed'], stream: 'ticket-1' });
    const cleared = await post('service-manager', `${id}/amend`, {
      types: [],
      stream: '',
      description: '',
    });
    expect(cleared.body).toMatchObject({ types: null, stream: null, description: null });
    expect((await post('administrator', `${id}/pause`)).body['state']).toBe('paused');
    expect((await post('administrator', `${id}/resume`)).body['state']).toBe('active');
    const rotated = await post('administrator', `${id}/rotate-secret`, { overlapHours: 1 });
    expect(rotated.body['secret']).toMatch(/^whsec_/);
    expect((await post('administrator', `${id}/redeliver`, { from: 1 })).status).toBe(200);
    const changes = await desk.get('administrator', `/webhooks/${id}/changes`);
    expect((changes['items'] as Body[]).map(({ change }) => change)).toEqual([
      'sent-back',
      'secret-rotated',
      'resumed',
      'paused',
      'amended',
      'amended',
      'created',
    ]);
    expect((await post('administrator', `${id}/remove`)).status).toBe(204);
    expect(codeOf(await post('administrator', `${id}/remove`))).toEqual([404, 'WEBHOOK.NOT_FOUND']);
    const { rows } = await desk.engine.pool.query<{ change: string }>(
      'SELECT change FROM gongdan.webhook_change WHERE webhook_id = $1 ORDER BY id DESC LIMIT 1',
      [id],
    );
    expect(rows).toEqual([{ change: 'removed' }]);
  });

  it('tells of a failure, and goes on after a 410 when it is resumed', async () => {
    const { id } = await made('administrator');
    receiver.behavesLike(() => 410);
    await register(desk, people, { category: 'free' });
    await eventually('it is disabled', async () => {
      const { state } = await desk.get('administrator', `/webhooks/${id}`);
      return state === 'disabled';
    });
    expect(await desk.get('auditor', `/webhooks/${id}`)).toMatchObject({
      stateReason: 'gone',
      stateWords: 'The receiver answered 410 Gone.',
      lastFailure: 'answered 410',
    });
    const host = `127.0.0.1:${receiver.port}`;
    expect(
      desk.notes.filter((line) => line.includes(`webhook ${id} to ${host} was disabled`)),
    ).toEqual([expect.stringContaining('410 Gone. POST /api/v1/webhooks')]);
    receiver.received.length = 0;
    receiver.behavesLike(() => 204);
    await post('administrator', `${id}/resume`);
    await delivered(id);
    // Streams go side by side: that of the ticket and those of its clocks arrive in any order.
    const types = receiver.accepted.map(({ type }) => type);
    expect(types).toContain('gongdan.TicketRegistered.v1');
  });
});

describe('who may do what with webhooks', () => {
  it('an integration has its own only, and no personal texts', async () => {
    const { id: own } = await made('integration');
    const { id: foreign } = await made('other-integration');
    const { id: organisations } = await made('administrator', { personal: true });
    const listed = async (who: string) =>
      ((await desk.get(who, '/webhooks'))['webhooks'] as Body[]).map(({ id }) => id);
    expect(await listed('integration')).toEqual([own]);
    expect(await listed('administrator')).toEqual([own, foreign, organisations]);
    expect(await listed('service-manager')).toHaveLength(3);
    expect(await listed('auditor')).toHaveLength(3);
    for (const id of [foreign, organisations]) {
      for (const path of ['', '/deliveries', '/changes']) {
        const answer = await desk.ask('integration', `GET /webhooks/${id}${path}`);
        expect(codeOf(answer)).toEqual([404, 'WEBHOOK.NOT_FOUND']);
      }
      for (const [path, body] of Object.entries({
        amend: { url: receiver.url },
        pause: {},
        resume: {},
        remove: {},
        'rotate-secret': {},
        redeliver: { from: 1 },
        test: {},
      })) {
        const answer = await post('integration', `${id}/${path}`, body);
        expect([path, ...codeOf(answer)]).toEqual([path, 404, 'WEBHOOK.NOT_FOUND']);
      }
    }
    expect(codeOf(await make('integration', { personal: true }))).toEqual([
      403,
      'WEBHOOK.NOT_ENTITLED',
    ]);
    expect(codeOf(await post('integration', `${own}/amend`, { personal: true }))).toEqual([
      403,
      'WEBHOOK.NOT_ENTITLED',
    ]);
    for (const path of ['pause', 'resume', 'test', 'remove']) {
      expect((await post('integration', `${own}/${path}`)).status).toBeLessThan(300);
    }
  });

  it('an auditor reads, and nobody else does anything', async () => {
    const { id } = await made('administrator');
    expect((await post('auditor', `${id}/pause`)).status).toBe(403);
    expect((await make('auditor')).status).toBe(403);
    for (const role of ['clerk', 'dispatcher', 'dispatch-manager', 'technician', 'finance']) {
      expect((await desk.ask(role, `GET /webhooks/${id}`)).status).toBe(403);
      expect((await make(role)).status).toBe(403);
    }
    expect((await desk.ask(undefined, `GET /webhooks/${id}`)).status).toBe(401);
  });

  it('an account has so many and no more, and so has the engine', async () => {
    const more = { types: ['CustomerForgotten'] };
    for (let n = 1; n <= WEBHOOKS_OF_OWNER_MAX; n++) await made('integration', more);
    expect(codeOf(await make('integration', more))).toEqual([422, 'WEBHOOK.TOO_MANY']);
    await made('other-integration', more);
    await desk.engine.pool.query(
      `INSERT INTO gongdan.webhook (id, url, personal, state, position, created_by)
       SELECT 'filler-' || n, 'https://receiver.example/', false, 'paused', 0, 'test'
         FROM generate_series(1, $1::int) n`,
      [WEBHOOKS_MAX - WEBHOOKS_OF_OWNER_MAX - 1 - 2],
    );
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => make('administrator', more)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(2);
    expect(codeOf(await make('administrator', more))).toEqual([422, 'WEBHOOK.TOO_MANY']);
  });
});

describe('the work on webhooks', () => {
  it('is done where HTTP is served, and not by programs that only play', async () => {
    const test = await createTestEngine({ migrations: STAGE_MIGRATIONS });
    const context = await NestFactory.createApplicationContext(EngineModule.on(test.engine), {
      logger: false,
    });
    expect(context.get(WebhookRunner, { strict: false }).isStarted).toBe(false);
    await context.close();
    await test.remove();
  });

  it('is left to others where the host says so', async () => {
    const test = await createTestEngine({ migrations: STAGE_MIGRATIONS, sendsWebhooks: false });
    const app = await createHttpApplication(EngineModule.on(test.engine), test.engine);
    expect(app.get(WebhookRunner, { strict: false }).isStarted).toBe(false);
    await app.close();
    await test.remove();
  });

  it('shows in metrics', async () => {
    const valueOf = async (name: string) => {
      const text = await desk.engine.metrics.text();
      return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
    };
    receiver.behavesLike(() => 500);
    const { id } = await made('administrator');
    await made('administrator', { types: ['CustomerForgotten'] });
    await register(desk, people, { category: 'free' });
    await eventually(
      'one is failing',
      async () => (await valueOf('gongdan_webhook_failing')) === 1,
    );
    expect(await valueOf('gongdan_webhook_pending')).toBeGreaterThan(0);
    expect(await valueOf('gongdan_webhook_lag_events')).toBeGreaterThan(0);
    await eventually(
      'it is disabled',
      async () => (await valueOf('gongdan_webhook_disabled')) === 1,
    );
    expect(await valueOf('gongdan_webhook_failing')).toBe(0);
    await post('administrator', `${id}/remove`);
  });
});

describe('an engine that is not told otherwise', () => {
  let strict: Desk;
  beforeAll(async () => {
    strict = await Desk.open();
    await strict.hire('administrator', ['administrator']);
  });
  afterAll(() => strict.close());

  it.each([
    ['http://receiver.example/', 'WEBHOOK.BAD_URL'],
    ['https://localhost/', 'WEBHOOK.TARGET_NOT_PUBLIC'],
    ['https://127.0.0.1:5432/', 'WEBHOOK.TARGET_NOT_PUBLIC'],
    ['https://2130706433/', 'WEBHOOK.TARGET_NOT_PUBLIC'],
    ['https://10.0.0.1/', 'WEBHOOK.TARGET_NOT_PUBLIC'],
    ['https://169.254.169.254/latest/meta-data', 'WEBHOOK.TARGET_NOT_PUBLIC'],
    ['https://[::1]/', 'WEBHOOK.TARGET_NOT_PUBLIC'],
    ['https://[::ffff:10.0.0.1]/', 'WEBHOOK.TARGET_NOT_PUBLIC'],
    ['https://[64:ff9b::a00:1]/', 'WEBHOOK.TARGET_NOT_PUBLIC'],
    ['https://nothing.invalid/', 'WEBHOOK.TARGET_UNRESOLVED'],
  ])('makes no webhook to %s', async (url, code) => {
    const answer = await strict.ask('administrator', 'POST /webhooks', { body: { url } });
    expect([answer.status, answer.body['code']]).toEqual([422, code]);
    expect(answer.body['violations']).toMatchObject([{ path: '/url' }]);
  });

  it('sends nothing to one that was made while it was allowed', async () => {
    const { id } = (
      await strict.ask('administrator', 'POST /webhooks', { body: { url: 'https://1.1.1.1/' } })
    ).body;
    await strict.engine.pool.query('UPDATE gongdan.webhook SET url = $1', [receiver.url]);
    const before = receiver.connections;
    const { body } = await strict.ask('administrator', `POST /webhooks/${String(id)}/test`);
    expect(body).toMatchObject({ accepted: false, statusCode: null });
    expect(receiver.connections).toBe(before);
  });
});
