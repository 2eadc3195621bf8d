import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Desk } from './desk.js';
import { register, settle, type People } from './journey.js';

let desk: Desk;
let people: People;
let ticketId: string;
beforeAll(async () => {
  desk = await Desk.open();
  people = await settle(desk);
  ticketId = (await register(desk, people, { category: 'free' })).id;
});
afterAll(() => desk.close());

/** A registration as JSON text, with members put in by hand. */
const text = (members: string): string =>
  `{"customerId":"${people.customerId}","channel":"phone","title":"x","description":""${members}}`;

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;

/** What is sent, and the place that the answer has to name. */
const BODIES: readonly (readonly [name: string, raw: () => string | Uint8Array, path: string])[] = [
  ['broken JSON', () => text('').slice(0, -1), ''],
  ['no JSON at all', () => 'hello', ''],
  ['two documents', () => `${text('')}${text('')}`, ''],
  ['a list', () => '[]', ''],
  ['a number', () => '1', ''],
  ['null', () => 'null', ''],
  ['a comment', () => `/* */${text('')}`, ''],
  ['bytes that are not UTF-8', () => Uint8Array.from([0x7b, 0xff, 0xfe, 0x7d]), ''],
  ['an unknown member', () => text(',"nonsense":1'), '/nonsense'],
  ['__proto__', () => text(',"__proto__":{"admin":true}'), '/__proto__'],
  ['constructor', () => text(',"constructor":{"prototype":{}}'), '/constructor'],
  ['a member twice', () => text(',"title":"y"'), '/title'],
  ['a wrong type', () => text('').replace('"title":"x"', '"title":1'), '/title'],
  ['a list for a text', () => text('').replace('"title":"x"', '"title":["x"]'), '/title'],
  ['null for a text', () => text('').replace('"title":"x"', '"title":null'), '/title'],
  ['null for an optional member', () => text(',"priority":null'), '/priority'],
  ['a missing member', () => text('').replace('"title":"x",', ''), '/title'],
  [
    'an over-long text',
    () => text('').replace('"title":"x"', `"title":"${'x'.repeat(201)}"`),
    '/title',
  ],
  ['an empty text', () => text('').replace('"title":"x"', '"title":""'), '/title'],
  ['an unknown word', () => text(',"priority":"asap"'), '/priority'],
  ['NUL', () => text('').replace('"x"', String.raw`"a\u0000b"`), '/title'],
  [
    'a control character of the upper half',
    () => text('').replace('"x"', String.raw`"a\u009b31m"`),
    '/title',
  ],
  ['a blank text', () => text('').replace('"x"', '" "'), '/title'],
  [
    'a text of which nothing can be seen',
    () => text('').replace('"x"', String.raw`"\u202e\uffff\u200b"`),
    '/title',
  ],
  ['a lone surrogate', () => text('').replace('"x"', String.raw`"a\ud800b"`), '/title'],
  [
    'a reversed surrogate pair',
    () => text('').replace('"x"', String.raw`"\udc00\ud800"`),
    '/title',
  ],
  [
    'a bad id',
    () => text('').replace(/"customerId":"[^"]*"/, '"customerId":"../x"'),
    '/customerId',
  ],
  [
    'an id with NUL',
    () => text('').replace(/"customerId":"[^"]*"/, String.raw`"customerId":"a\u0000"`),
    '/customerId',
  ],
  ['a day that does not exist', () => text(',"occurredAt":"2026-02-30T00:00:00Z"'), '/occurredAt'],
  ['a moment without an offset', () => text(',"occurredAt":"2026-03-02T09:00:00"'), '/occurredAt'],
  ['deep nesting', () => text(`,"site":${nested(10_000)}`), ''],
  [
    'deep nesting where an object is',
    () => text(`,"site":${'{"address":'.repeat(500)}1${'}'.repeat(500)}`),
    '',
  ],
  ['a wrong nested member', () => text(',"contact":{"name":1}'), '/contact/name'],
  ['an unknown nested member', () => text(',"contact":{"name":"x","age":1}'), '/contact/age'],
  ['a text for an object', () => text(',"contact":"Customer One"'), '/contact'],
  [
    'a window that ends before it begins',
    () => text(',"wanted":{"from":"2026-03-03T09:00:00Z","to":"2026-03-03T08:00:00Z"}'),
    '/wanted',
  ],
];

describe('hostile bodies', () => {
  it.each(BODIES)('%s: a 4xx that says what and where', async (_, raw, path) => {
    const answer = await desk.ask('clerk', 'POST /tickets', { raw: raw() });
    expect([400, 422]).toContain(answer.status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body['code']).toMatch(/^[A-Z_]+\.[A-Z_]+$/);
    const places = (answer.body['violations'] as { path: string }[]).map((found) => found.path);
    if (path !== '') expect(places.some((place) => place.startsWith(path))).toBe(true);
  });

  it.each([
    ['huge numbers', 'record-work', '{"description":"x","minutes":1e400}'],
    [
      'numbers beyond the safe range',
      'record-work',
      '{"description":"x","minutes":9007199254740993}',
    ],
    ['fractions', 'record-work', '{"description":"x","minutes":1.5}'],
    ['negative numbers', 'record-work', '{"description":"x","minutes":-1}'],
    ['numbers as text', 'record-work', '{"description":"x","minutes":"1"}'],
    ['true for a number', 'record-work', '{"description":"x","minutes":true}'],
    ['an empty list', 'record-parts', '{"parts":[]}'],
    ['too long a list', 'record-parts', `{"parts":[${'1,'.repeat(100)}1]}`],
    ['null in a list', 'record-parts', '{"parts":[null]}'],
    ['lists in a list', 'assign', '{"technicianId":"t","assistantIds":[["t"]]}'],
    ['no body', 'cancel', ''],
    [
      'money without a currency',
      'record-parts',
      '{"parts":[{"code":"a","description":"b","quantity":1,"unitPrice":{"amountMinor":1}}]}',
    ],
    ['a bad file name', 'attach', '{"fileName":"../x","mediaType":"a/b","contentBase64":"AAAA"}'],
    ['bad base64', 'attach', '{"fileName":"x","mediaType":"a/b","contentBase64":"AAA?"}'],
    ['the future', 'comment', '{"text":"x","occurredAt":"2099-01-01T00:00:00Z"}'],
    ['before the ticket was there', 'comment', '{"text":"x","occurredAt":"1999-01-01T00:00:00Z"}'],
  ])('of commands, %s: a 4xx with the place', async (_, command, raw) => {
    const answer = await desk.ask('dispatcher', `POST /tickets/${ticketId}/${command}`, { raw });
    expect([400, 422]).toContain(answer.status);
    expect((answer.body['violations'] as unknown[]).length).toBeGreaterThan(0);
  });

  it('of hostile but lawful text are kept as they are', async () => {
    const title = '  \u202eرقم 🛠️ 空调 \u0301 <script>alert(1)</script> %s ${x} \\u0000 ';
    const { id } = await register(desk, people, { title });
    expect((await desk.get('clerk', `/tickets/${id}`))['title']).toBe(title);
    await desk.caughtUp();
    expect((await desk.get('clerk', '/tickets?text=alert'))['items']).toMatchObject([{ title }]);
  });
});

describe('hostile addresses', () => {
  it.each([
    '/tickets/%00',
    '/tickets/..%2F..%2Fetc',
    `/tickets/${'x'.repeat(101)}`,
    '/tickets/a%ED%A0%80',
    '/tickets/%E0%A4%A',
    '/tickets?limit=1e3',
    '/tickets?limit=9999999999999999999',
    '/tickets?limit=1&limit=2',
    '/tickets?limit[]=1',
    '/tickets?nonsense=1',
    '/tickets?__proto__=1',
    '/tickets?status=%00',
    '/tickets?status=a,,b',
    '/tickets?stage=request,request',
    '/tickets?text=%00',
    `/tickets?text=${'x'.repeat(201)}`,
    `/tickets?text=${Array.from({ length: 21 }, (_, index) => `w${index}`).join('%20')}`,
    "/tickets?text='%20OR%20''%3D'",
    '/tickets?cursor=%00',
    '/tickets?registeredFrom=yesterday',
    '/tickets?asOf=0000-01-01T00:00:00Z',
    '/board?lane=nowhere',
    '/board?cursor=abc',
    '/register?day=2026-02-30',
    '/register?zone=Mars/Olympus',
    '/technicians/load?days=32',
    '/events?after=-1',
    '/events?types=Nonsense',
    '/dead-letters?consumer=%00',
  ])('%s: never a 5xx', async (path) => {
    const { status, headers } = await desk.ask('auditor', `GET ${path}`);
    expect(status).toBeGreaterThanOrEqual(path.startsWith("/tickets?text='") ? 200 : 400);
    expect(status).toBeLessThan(500);
    if (status >= 400) expect(headers.get('content-type')).toContain('application/problem+json');
  });

  it.each([
    '/register?day=0001-01-01',
    '/register?day=9999-12-31',
    '/technicians/load?from=9999-12-31&days=31',
    '/tickets?registeredFrom=0001-01-01T00:00:00Z&text=cool',
    '/tickets?registeredTo=9999-12-31T23:59:59Z&text=cool',
    '/tickets?asOf=0001-01-01T00:00:00Z',
  ])('%s: lawful, however odd', async (path) => {
    expect((await desk.ask('auditor', `GET ${path}`)).status).toBe(200);
  });

  it('and requests that are no HTTP leave the engine up', async () => {
    const { port } = new URL(desk.base);
    for (const line of [
      '\0\0\0\0',
      'GET / HTTP/9.9\r\n\r\n',
      `GET /${'a'.repeat(100_000)} HTTP/1.1\r\n`,
    ]) {
      await new Promise<void>((resolve) => {
        const socket = connect(Number(port), '127.0.0.1', () => socket.end(line));
        socket.on('close', () => resolve()).on('error', () => undefined);
        socket.resume();
      });
    }
    expect((await desk.ask('clerk', 'GET /tickets?limit=1')).status).toBe(200);
  });
});
