import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GongdanError, ok, refuse, type StreamName } from '@gongdan/core';
import type { CommandContext } from '@gongdan/event-store';
import { createTestEngine, type TestEngine } from '../../../test/setup/test-engine.js';
import type { RoutePolicy } from '../access/access-guard.js';
import { ROUTE_POLICY } from '../access/route-policy.js';
import { PlatformModule } from '../platform.module.js';
import {
  BooleanField,
  EnumListField,
  IntegerField,
  ObjectListField,
  TextField,
} from '../validation/fields.js';
import { commandAnswer, readAnswer, type CommandAnswer } from './answers.js';
import { RequestContext } from './command-context.js';
import { BodyBytesMax, CommandRoute } from './describe-route.js';
import { FreshQuery, FreshReads } from './fresh-reads.js';
import { REQUEST_MS_MAX, SLOW_REQUESTS_CHECK_MS } from './http-adapter.js';
import { createHttpApplication } from './http-application.js';

class ItemBody {
  @IntegerField({ description: 'n', min: 0, max: 10 })
  n!: number;
}

class ThingBody {
  @TextField({ description: 'name', lengthMax: 5 })
  name!: string;

  @TextField({ description: 'note', lengthMax: 5, optional: true })
  note?: string;

  @ObjectListField(() => ItemBody, { description: 'items', itemsMax: 2 })
  items!: ItemBody[];
}

class MarkBody {
  @TextField({ description: 'note', lengthMax: 5, optional: true })
  note?: string;
}

class ThingQuery extends FreshQuery {
  @BooleanField({ description: 'open', optional: true })
  open?: boolean;

  @EnumListField(['a', 'b'], { description: 'kinds', optional: true })
  kinds?: string[];
}

@Controller('things')
class ThingController {
  constructor(private readonly fresh: FreshReads) {}

  @Get()
  async list(@Query() query: ThingQuery): Promise<object> {
    await this.fresh.reach(['nothing'], query.minPosition);
    return readAnswer({ position: 7, query }, 3);
  }

  @Get(':id')
  one(@Param('id') id: string): object {
    if (id === 'bug') throw new TypeError('secret detail');
    if (id === 'away') throw Object.assign(new Error('secret detail'), { code: 'ECONNREFUSED' });
    if (id === 'behind') {
      throw new GongdanError({ code: 'X.UNKNOWN', category: 'unknown', message: 'Maybe.' });
    }
    return { id };
  }

  @Post(':id/rename')
  @CommandRoute({ summary: 'Renames.' })
  rename(
    @Param('id') id: string,
    @Body() body: ThingBody,
    @RequestContext() context: CommandContext,
  ): CommandAnswer {
    seen.push(context);
    if (body.name === 'clash') {
      const refusal = { code: 'THING.CLASH', category: 'conflict', message: 'Clash.' } as const;
      return commandAnswer(id, refuse(refusal));
    }
    const stream = `thing-${id}` as StreamName;
    const events = [{ id: 'e', type: 'ThingRenamed' }];
    return commandAnswer(id, ok({ stream, version: 4, position: 9, events, replayed: true }));
  }

  @Get(':id/slow')
  async slow(): Promise<object> {
    arrived();
    await gate;
    return { finished: true };
  }

  @Post('mark')
  mark(@Body() body: MarkBody): object {
    return { body };
  }

  @Post('large')
  @BodyBytesMax(4_000)
  large(@Body() body: unknown): object {
    return { bytes: JSON.stringify(body).length };
  }
}

let arrived = () => {};
let open = () => {};
const gate = new Promise<void>((resolve) => {
  open = resolve;
});
const seen: CommandContext[] = [];
const everyStaff = { who: ['clerk'], objects: 'all' } as const;
const policy: RoutePolicy = {
  ...ROUTE_POLICY,
  'GET /api/v1/things': everyStaff,
  'GET /api/v1/things/:id': everyStaff,
  'GET /api/v1/things/:id/slow': everyStaff,
  'POST /api/v1/things/:id/rename': everyStaff,
  'POST /api/v1/things/large': everyStaff,
  'POST /api/v1/things/mark': everyStaff,
};

let test: TestEngine;
let app: NestFastifyApplication;
let base: string;
let token: string;

beforeAll(async () => {
  test = await createTestEngine({
    environment: { REQUEST_BYTES_MAX: '2000', READ_WAIT_MS_MAX: '50' },
  });
  const { engine } = test;
  app = await createHttpApplication(
    {
      module: class TestModule {},
      imports: [PlatformModule.forRoot(engine)],
      controllers: [ThingController],
    },
    engine,
    { policy },
  );
  await app.listen(0, '127.0.0.1');
  base = await app.getUrl();
  await engine.accounts.create({ username: 'clerk', password: 'correct horse', roles: ['clerk'] });
  const login = await engine.sessions.login('clerk', 'correct horse', 'test');
  if (!login.ok) throw new GongdanError(login.error);
  token = login.value.token;
});

afterAll(async () => {
  await app.close();
  await test.remove();
});

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly headers: Headers;
}

async function ask(
  method: string,
  path: string,
  options: { body?: unknown; raw?: string | Uint8Array; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const { body, raw, headers } = options;
  const content = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const response = await fetch(`${base}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(content === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(content === undefined ? {} : { body: content }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : { text },
  };
}

const rename = '/api/v1/things/t1/rename';
const thing = { name: 'abc', items: [{ n: 1 }] };

describe('commands over HTTP', () => {
  it('are answered with version, position and events, in body and headers', async () => {
    const { status, body, headers } = await ask('POST', rename, { body: thing });
    expect(status).toBe(200);
    expect(body).toEqual({
      id: 't1',
      version: 4,
      position: 9,
      events: [{ id: 'e', type: 'ThingRenamed' }],
    });
    expect(headers.get('etag')).toBe('"4"');
    expect(headers.get('gongdan-position')).toBe('9');
    expect(headers.get('gongdan-replayed')).toBe('true');
  });

  it('carry key, fingerprint, version and correlation of their headers', async () => {
    const headers = { 'idempotency-key': 'k1', 'if-match': '"5"', 'x-correlation-id': 'c-1' };
    await ask('POST', rename, { body: thing, headers });
    await ask('POST', rename, {
      raw: ' { "items" : [ {"n":1} ], "name" : "abc" } ',
      headers: { 'idempotency-key': 'k1' },
    });
    await ask('POST', '/api/v1/things/t2/rename', { body: thing, headers });
    const [first, again, other] = seen.slice(-3);
    expect(first).toMatchObject({
      caller: { roles: ['clerk'], technicianId: null },
      expectedVersion: 5,
      correlationId: 'c-1',
    });
    expect(first?.idempotency?.key).toBe(`${first?.caller.actor}:k1`);
    expect(again?.idempotency).toEqual(first?.idempotency);
    expect(again).not.toHaveProperty('expectedVersion');
    expect(other?.idempotency?.fingerprint).not.toBe(first?.idempotency?.fingerprint);
  });

  it.each([
    ['idempotency-key', 'two words'],
    ['idempotency-key', 'x'.repeat(201)],
    ['idempotency-key', ''],
    ['if-match', '*'],
    ['if-match', 'W/"5"'],
    ['if-match', '5'],
    ['if-match', '"5", "6"'],
    ['if-match', '"-1"'],
    ['x-correlation-id', 'ä'],
  ])('refuse the header %s: %s', async (name, value) => {
    const { status, body } = await ask('POST', rename, { body: thing, headers: { [name]: value } });
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'REQUEST.MALFORMED_HEADER', violations: [{ path: name }] });
  });

  it('answer a conflict with 409, or 412 where If-Match was sent', async () => {
    const body = { ...thing, name: 'clash' };
    expect((await ask('POST', rename, { body })).status).toBe(409);
    const conditional = await ask('POST', rename, { body, headers: { 'if-match': '"1"' } });
    expect(conditional.status).toBe(412);
    expect(conditional.body).toMatchObject({ code: 'THING.CLASH', status: 412 });
  });
});

describe('bodies', () => {
  it('are held against their class, with a pointer to every wrong place', async () => {
    const { status, body, headers } = await ask('POST', rename, {
      body: { name: 'too long', note: null, items: [{ n: 11, more: 1 }, { n: 'x' }], extra: {} },
    });
    expect(status).toBe(422);
    expect(headers.get('content-type')).toContain('application/problem+json');
    const violations = body['violations'] as { path: string; message: string }[];
    expect(new Set(violations.map(({ path }) => path))).toEqual(
      new Set(['/name', '/note', '/items/0/n', '/items/0/more', '/items/1/n', '/extra']),
    );
    expect(violations).toContainEqual({ path: '/extra', message: 'is not known here' });
  });

  it('are refused for a list that is too long without a look at all of it', async () => {
    const items = Array.from({ length: 20 }, () => ({ n: 'x' }));
    const { body } = await ask('POST', rename, { body: { ...thing, items } });
    const paths = (body['violations'] as { path: string }[]).map(({ path }) => path);
    expect(new Set(paths)).toEqual(new Set(['/items', '/items/0/n', '/items/1/n', '/items/2/n']));
  });

  it.each([
    ['broken JSON', '{"name":', 400, 'REQUEST.MALFORMED_BODY'],
    ['a member twice', '{"name":"a","name":"b","items":[]}', 400, 'REQUEST.MALFORMED_BODY'],
    ['__proto__', '{"__proto__":{"name":"a"},"items":[]}', 400, 'REQUEST.MALFORMED_BODY'],
    ['NUL', '{"name":"\\u0000","items":[]}', 400, 'REQUEST.MALFORMED_BODY'],
    ['deep nesting', '['.repeat(900), 400, 'REQUEST.MALFORMED_BODY'],
    ['a list', '[]', 422, 'REQUEST.INVALID_BODY'],
    ['null', 'null', 422, 'REQUEST.INVALID_BODY'],
    ['text', '"name"', 422, 'REQUEST.INVALID_BODY'],
    ['nothing', '', 422, 'REQUEST.INVALID_BODY'],
    ['an emoji too many', '{"name":"😀😀😀😀😀😀","items":[]}', 422, 'REQUEST.INVALID_BODY'],
  ])('are refused: %s', async (_case, raw, status, code) => {
    const answer = await ask('POST', rename, {
      raw,
      headers: { 'content-type': 'application/json' },
    });
    expect(answer).toMatchObject({ status, body: { code } });
  });

  it('may be left out where no member is required, but are never null', async () => {
    const mark = '/api/v1/things/mark';
    expect((await ask('POST', mark)).status).toBe(201);
    expect((await ask('POST', mark, { body: {} })).status).toBe(201);
    expect(await ask('POST', mark, { body: null })).toMatchObject({
      status: 422,
      body: { violations: [{ path: '', message: 'must be an object' }] },
    });
  });

  it('count characters, not code units', async () => {
    const answer = await ask('POST', rename, { body: { ...thing, name: '😀😀😀😀😀' } });
    expect(answer.status).toBe(200);
  });

  it('are refused where they are no UTF-8', async () => {
    const raw = new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]);
    expect(await ask('POST', rename, { raw })).toMatchObject({
      status: 400,
      body: { code: 'REQUEST.MALFORMED_BODY' },
    });
  });

  it('say of a member that is missing that it is, once', async () => {
    expect(await ask('POST', rename, { body: { items: [{}] } })).toMatchObject({
      status: 422,
      body: {
        detail: 'The request body is wrong: /name is missing; /items/0/n is missing.',
        violations: [
          { path: '/name', message: 'is missing' },
          { path: '/items/0/n', message: 'is missing' },
        ],
      },
    });
  });

  it('may be as large as the limit, or as their route allows, and no larger', async () => {
    const sized = (bytes: number) => JSON.stringify({ a: 'x'.repeat(bytes - 8) });
    expect((await ask('POST', rename, { raw: sized(2_000) })).status).toBe(422);
    const detail = (bytes: string) =>
      `The request body is larger than the ${bytes} bytes that this route takes.`;
    expect(await ask('POST', rename, { raw: sized(2_001) })).toMatchObject({
      status: 413,
      body: { code: 'REQUEST.TOO_LARGE', detail: detail('2000') },
    });
    expect((await ask('POST', '/api/v1/things/large', { raw: sized(4_000) })).status).toBe(201);
    expect(await ask('POST', '/api/v1/things/large', { raw: sized(4_001) })).toMatchObject({
      status: 413,
      body: { detail: detail('4000') },
    });
  });

  it('that are too large are answered on a connection that stays whole for their sender', async () => {
    const body = 'x'.repeat(3_000_000);
    const socket = connect(Number(new URL(base).port), '127.0.0.1');
    const received = socket[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    const next = async () => String((await received.next()).value);
    const head = `Host: engine\r\nAuthorization: Bearer ${token}\r\n`;
    socket.write(
      `POST ${rename} HTTP/1.1\r\n${head}Content-Type: application/json\r\n` +
        `Content-Length: ${body.length}\r\n\r\nx`,
    );
    expect(await next()).toMatch(/^HTTP\/1.1 413 /);
    socket.write(`${body.slice(1)}GET /api/v1/things/t1 HTTP/1.1\r\n${head}\r\n`);
    expect(await next()).toMatch(/^HTTP\/1.1 200 /);
    socket.destroy();
  });

  it.each([
    [{ 'content-type': 'text/plain' }],
    [{ 'content-type': 'application/x-www-form-urlencoded' }],
    [{ 'content-type': 'application/json; charset=utf-16' }],
    [{ 'content-type': 'multipart/form-data; boundary=x' }],
    [{ 'content-type': 'application/jsonx' }],
    [{ 'content-type': 'application/json', 'content-encoding': 'gzip' }],
  ])('are refused with %j', async (headers) => {
    const answer = await ask('POST', rename, { raw: JSON.stringify(thing), headers });
    expect(answer).toMatchObject({
      status: 415,
      body: { code: 'REQUEST.UNSUPPORTED_MEDIA_TYPE' },
    });
  });
});

describe('reads over HTTP', () => {
  it('say which position and version they show', async () => {
    const { headers, body } = await ask('GET', '/api/v1/things?open=true&kinds=a,b');
    expect(headers.get('gongdan-position')).toBe('7');
    expect(headers.get('etag')).toBe('"3"');
    expect(body['query']).toEqual({ open: true, kinds: ['a', 'b'] });
  });

  it.each([
    ['open=yes', '/open'],
    ['kinds=c', '/kinds/0'],
    ['kinds=a,a', '/kinds'],
    ['minPosition=1e3', '/minPosition'],
    ['minPosition=-1', '/minPosition'],
    ['minPosition=99999999999999999', '/minPosition'],
    ['other=1', '/other'],
  ])('refuse ?%s', async (query, path) => {
    const { status, body } = await ask('GET', `/api/v1/things?${query}`);
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'REQUEST.INVALID_QUERY', violations: [{ path }] });
  });

  it.each([
    ['9007199254740991', 'must not be beyond the log’s end'],
    ['9007199254740992', 'must not be greater than 9007199254740991'],
    ['9'.repeat(300), 'must not be greater than 9007199254740991'],
    ['-9007199254740993', 'must not be less than 0'],
  ])('name the bound that a whole number is beyond: %s', async (number, message) => {
    const { status, body } = await ask('GET', `/api/v1/things?minPosition=${number}`);
    expect(status).toBe(400);
    const violation = { path: '/minPosition', message: expect.stringContaining(message) };
    expect(body).toMatchObject({ violations: [violation] });
  });

  it.each([
    ['kinds=a,a', '/kinds must not name anything twice.'],
    ['kinds=c,a', '/kinds/0 must be one of the following values: a, b.'],
    ['kinds=a,c', '/kinds/1 must be one of the following values: a, b.'],
  ])('say of ?%s what is wrong with the list', async (query, words) => {
    const { body } = await ask('GET', `/api/v1/things?${query}`);
    expect(body['detail']).toBe(`The query string is wrong: ${words}`);
  });

  it.each(['open=true&open=true', 'open=%', 'open=%00', '__proto__=1'])(
    'refuse the malformed query ?%s',
    async (query) => {
      const { status, body } = await ask('GET', `/api/v1/things?${query}`);
      expect(status).toBe(400);
      expect(body['code']).toBe('REQUEST.MALFORMED_QUERY');
    },
  );

  it.each([
    '%00',
    'a%00b',
    '%ED%A0%80',
    '%',
    'a b',
    '..%2Fx',
    '-a',
    'x'.repeat(101),
    'x'.repeat(501),
  ])('refuse the id %s', async (id) => {
    const answer = await ask('GET', `/api/v1/things/${id}`);
    expect(answer.status).toBe(id.length > 500 ? 414 : 400);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });
});

describe('failures', () => {
  it('of ours are 500 and show nothing of what happened', async () => {
    const { status, body } = await ask('GET', '/api/v1/things/bug');
    expect(status).toBe(500);
    expect(body).toMatchObject({ code: 'ENGINE.BUG', title: 'Internal Server Error' });
    expect(body['requestId']).toMatch(/^[0-9a-f]{8}-/);
    expect(JSON.stringify(body)).not.toContain('secret');
  });

  it.each([
    ['away', 'DATABASE.UNAVAILABLE'],
    ['behind', 'X.UNKNOWN'],
  ])('that pass are 503 with Retry-After: %s', async (id, code) => {
    const { status, headers, body } = await ask('GET', `/api/v1/things/${id}`);
    expect(status).toBe(503);
    expect(headers.get('retry-after')).toBe('1');
    expect(body['code']).toBe(code);
  });

  it('name the methods that an address knows, and say where nothing is', async () => {
    const wrong = await ask('DELETE', '/api/v1/things/t1?x=1');
    expect(wrong.status).toBe(405);
    expect(wrong.headers.get('allow')).toBe('GET, HEAD');
    expect(await ask('GET', '/api/v1/nowhere')).toMatchObject({
      status: 404,
      body: { code: 'REQUEST.NO_SUCH_ROUTE' },
    });
  });

  it.each([
    ['QUERY, which needs a body, without one', 'QUERY', {}],
    ['a body that is no JSON', 'PUT', { raw: 'text' }],
  ])('name the methods whatever comes with a wrong one: %s', async (_case, method, sent) => {
    const wrong = await ask(method, '/api/v1/things/t1', sent);
    expect(wrong).toMatchObject({ status: 405, body: { code: 'REQUEST.METHOD_NOT_ALLOWED' } });
    expect(wrong.headers.get('allow')).toBe('GET, HEAD');
  });

  it('come in time to who sends slowly: Node would wait for the longer of two times, and look twice a minute', () => {
    expect(app.getHttpServer()).toMatchObject({
      requestTimeout: REQUEST_MS_MAX,
      headersTimeout: REQUEST_MS_MAX,
      connectionsCheckingInterval: SLOW_REQUESTS_CHECK_MS,
    });
  });

  /** Sends the text as it is, and reads until the engine closes the connection. */
  const exchange = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      let received = '';
      const { port } = new URL(base);
      const socket = connect(Number(port), '127.0.0.1', () => socket.write(text));
      socket.on('data', (chunk) => (received += chunk.toString()));
      socket.on('close', () => resolve(received)).on('error', reject);
    });

  it.each([
    ['no HTTP', 'NONSENSE\r\n\r\n', 400, 'REQUEST.MALFORMED'],
    ['another HTTP', 'GET / HTTP/9.9\r\nHost: a\r\n\r\n', 400, 'REQUEST.MALFORMED'],
    [
      'no Host',
      'GET /api/v1/things HTTP/1.1\r\nConnection: close\r\n\r\n',
      400,
      'REQUEST.MALFORMED_HEADER',
    ],
    [
      'an expectation',
      'GET /api/v1/things HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: a-miracle\r\n\r\n',
      417,
      'REQUEST.UNKNOWN_EXPECTATION',
    ],
    [
      'large headers',
      `GET / HTTP/1.1\r\nHost: a\r\nX-Large: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      'REQUEST.HEADERS_TOO_LARGE',
    ],
    ['a tunnel', 'CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n', 400, 'REQUEST.MALFORMED'],
    [
      'no path',
      'OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
      404,
      'REQUEST.NO_SUCH_ROUTE',
    ],
  ])(
    'of the HTTP protocol itself are problem documents, too: %s',
    async (_case, text, status, code) => {
      const [head = '', body = ''] = (await exchange(text)).split('\r\n\r\n');
      expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
      expect(head).toMatch(/^content-type: application\/problem\+json/im);
      expect(JSON.parse(body)).toMatchObject({ status, code });
    },
  );

  it('are not made of what HTTP allows: no Host before 1.1, and 100-continue', async () => {
    const old = await exchange('GET /health/live HTTP/1.0\r\n\r\n');
    expect(old).toMatch(/^HTTP\/1.1 200 /);
    const asked =
      'GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue\r\n\r\n';
    expect(await exchange(asked)).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200 /);
  });
});

describe('a tunnel that was refused', () => {
  it('is not held open by a client that does not close it', async () => {
    const server = app.getHttpServer();
    const accepted = once(server, 'connection') as Promise<[Socket]>;
    const { port } = server.address() as AddressInfo;
    const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    client.write('CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n');
    const [socket] = await accepted;
    await once(socket, 'close');
    client.destroy();
  });
});

describe('every answer', () => {
  it('keeps browsers from other origins, frames and caches out', async () => {
    const { headers } = await ask('GET', '/api/v1/things/t1', {
      headers: { origin: 'https://elsewhere.example' },
    });
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  });
});

describe('stopping', () => {
  it('lets a request in flight finish, on the engine’s open connections, and takes no new one, nor waits for one', async () => {
    const inside = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const slow = ask('GET', '/api/v1/things/t1/slow');
    await inside;
    const server = app.getHttpServer();
    const accepted = once(server, 'connection');
    const unused = connect((server.address() as AddressInfo).port, '127.0.0.1');
    await accepted;
    const closed = app.close();
    await once(unused, 'close');
    while (server.listening) await setImmediate();
    open();
    expect(await slow).toMatchObject({ status: 200, body: { finished: true } });
    await closed;
    await expect(ask('GET', '/api/v1/things/t1')).rejects.toThrow('fetch failed');
    await expect(test.engine.pool.query('SELECT 1')).rejects.toThrow('after calling end');
  });
});
