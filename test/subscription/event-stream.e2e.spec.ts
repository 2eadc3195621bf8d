import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { SUBSCRIPTION_LIMITS, type SubscriptionLimits } from '@gongdan/subscription';
import { seededRandom } from '../setup/random.js';
import { eventually, SubscriptionDesk, ticket } from './subscription-desk.js';
import type { StreamReader } from './stream-reader.js';

let desk: SubscriptionDesk;

/** Positions after one, up to another. */
const between = (after: number, last: number): number[] =>
  Array.from({ length: last - after }, (_, index) => after + index + 1);
const upTo = (last: number): number[] => between(0, last);
const has = (reader: StreamReader, position: number) => () =>
  Number(reader.lastEventId) >= position;

describe('an event stream', () => {
  let token: string;
  /** Where the log ended before the test. */
  let start: number;
  beforeAll(async () => {
    desk = await SubscriptionDesk.open({ heartbeatMs: 100 });
    token = await desk.login('auditor');
  });
  beforeEach(async () => {
    start = await desk.append(ticket(), ticket());
  });
  afterAll(() => desk.close());

  it('catches up while twenty writers append, everything once and in order', async () => {
    await desk.append(...Array.from({ length: 50 }, () => ticket()));
    const write = async (): Promise<void> => {
      const stream = ticket();
      for (let sent = 0; sent < 40; sent++) await desk.append(stream);
    };
    const writers = Promise.all(Array.from({ length: 20 }, write));
    const readers = [await desk.read(token, '?after=0')];
    while (readers.length < 5) {
      const [first] = readers;
      await first?.until(has(first, start + readers.length * 150));
      readers.push(await desk.read(token, '?after=0'));
    }
    await writers;
    const last = await desk.lastPosition();
    expect(last).toBe(start + 50 + 20 * 40);
    for (const reader of readers) {
      await reader.until(has(reader, last));
      expect(reader.positions).toEqual(upTo(last));
      expect(reader.events.map(({ position }) => position)).toEqual(upTo(last));
    }
  });

  it('goes on after any break: nothing is missing, nothing comes twice', async () => {
    const random = seededRandom(20_260_302);
    const writing = { count: 4 };
    const write = async (): Promise<void> => {
      for (let sent = 0; sent < 150; sent++) await desk.append(ticket('a'), ticket(`b${sent}`));
      writing.count -= 1;
    };
    const writers = Promise.all(Array.from({ length: writing.count }, write));
    const handled: number[] = [];
    let id: string | undefined;
    let breaks = 0;
    const goOn = async (enough: (reader: StreamReader) => boolean): Promise<void> => {
      const options = id === undefined ? {} : { lastEventId: id };
      const reader = await desk.read(token, `?after=${start}`, options);
      await reader.until(() => enough(reader));
      handled.push(...reader.positions);
      id = reader.lastEventId;
      reader.kill();
    };
    while (writing.count > 0) {
      const count = 1 + Math.floor(random() * 60);
      await goOn((reader) => reader.positions.length >= count || writing.count === 0);
      breaks += 1;
    }
    await writers;
    const last = await desk.lastPosition();
    await goOn((reader) => Number(reader.lastEventId) >= last);
    expect(breaks).toBeGreaterThan(5);
    expect(last).toBe(start + 1_200);
    expect(handled).toEqual(between(start, last));
  });

  it('begins with what comes, and says where that is', async () => {
    const reader = await desk.read(token);
    expect(reader.status).toBe(200);
    await reader.until(has(reader, start));
    expect(reader.messages).toEqual([
      { id: String(start), event: 'position', data: `{"position":${start}}` },
    ]);
    expect(reader.retry).toBe('2000');
    const stream = ticket();
    await desk.append(stream);
    await reader.until(has(reader, start + 1));
    expect(reader.messages[1]).toMatchObject({
      id: String(start + 1),
      event: 'gongdan.TicketAssigned.v1',
    });
    expect(reader.events).toMatchObject([
      { specversion: '1.0', subject: stream.slice('ticket-'.length), position: start + 1 },
    ]);
  });

  it('goes by Last-Event-ID rather than by `after`, and refuses what is no position', async () => {
    const last = await desk.append(ticket());
    const again = await desk.read(token, '?after=0', { lastEventId: String(start) });
    await again.until(has(again, last));
    expect(again.positions).toEqual([last]);
    const first = await desk.read(token, `?after=${start - 1}`, { lastEventId: '' });
    await first.until(has(first, last));
    expect(first.positions).toEqual([start, last]);
    const ask = (path: string, headers = {}) => desk.ask(token, `GET ${path}`, { headers });
    for (const id of ['x', '-1', '1.5', '1, 2', '9'.repeat(16)]) {
      const { status, body } = await ask('/events/stream', { 'last-event-id': id });
      expect([id, status, body['code']]).toEqual([id, 400, 'REQUEST.MALFORMED_HEADER']);
    }
    for (const query of ['after=-1', 'after=x', 'limit=1', 'types=No', 'stream=x-1']) {
      const { status, body } = await ask(`/events/stream?${query}`);
      expect([query, status, body['code']]).toEqual([query, 400, 'REQUEST.INVALID_QUERY']);
    }
    const beyond = [
      await ask(`/events/stream?after=${last + 1}`),
      await ask('/events/stream?after=0', { 'last-event-id': String(last + 1) }),
    ];
    for (const { status, body } of beyond) {
      expect([status, body['code']]).toEqual([400, 'SUBSCRIPTION.BEYOND_THE_LOG']);
    }
  });

  it('filters by type and by stream, and its position moves past what is left out', async () => {
    const [one, other] = [ticket(), ticket()];
    await desk.append(one, other);
    await desk.remark(one, ['1']);
    await desk.remark(other, ['2']);
    const readers = await Promise.all(
      [
        'types=TicketCommented',
        `stream=${one}`,
        `types=TicketCommented&stream=${one}`,
        'types=WorkPaused',
      ].map((filter) => desk.read(token, `?after=${start}&${filter}`)),
    );
    const last = await desk.append(other, ticket());
    for (const reader of readers) await reader.until(has(reader, last));
    const found = () =>
      readers.map(({ positions }) => positions.map((position) => position - start));
    expect(found()).toEqual([[3, 4], [1, 3], [3], []]);
    const live = (await desk.remark(one, ['3'])) - start;
    const end = await desk.append(other);
    for (const reader of readers) await reader.until(has(reader, end));
    expect(found()).toEqual([[3, 4, live], [1, 3, live], [3, live], []]);
    for (const reader of readers) {
      const ids = reader.messages.map(({ id }) => Number(id));
      expect(ids).toEqual([...ids].sort((a, b) => a - b));
      expect(reader.messages.at(-1)).toMatchObject({ event: 'position', id: String(end) });
    }
  });

  it('is never silent for long', async () => {
    const reader = await desk.read(token);
    await reader.until(() => reader.comments >= 3);
    expect(reader.messages).toHaveLength(1);
  });

  it('shows personal texts to whom they are for, until the customer is forgotten', async () => {
    const other = await desk.login('integration');
    const last = await desk.remark(ticket(), ['Ring twice.'], 'c2');
    const textsFor = async (who: string, until: number): Promise<unknown[]> => {
      const reader = await desk.read(who, `?after=${start}`);
      await reader.until(has(reader, until));
      return reader.events.map(({ data }) => data['text']);
    };
    const live = await desk.read(token, `?after=${start}`); // the log is in memory from here on
    await live.until(has(live, last));
    expect(await textsFor(token, last)).toEqual(['Ring twice.']);
    expect(await textsFor(other, last)).toEqual(['[sealed]']);
    const newest = await desk.remark(ticket(), ['Just now.'], 'c2');
    await live.until(has(live, newest));
    expect(live.events[1]?.data['text']).toBe('Just now.');
    await desk.engine.keyVault.destroy('c2');
    expect(await textsFor(token, newest)).toEqual(['[forgotten]', '[forgotten]']);
    expect(await textsFor(other, newest)).toEqual(['[forgotten]', '[forgotten]']);
  });

  it('begins with an answer that is kept by nobody, gathered by no proxy, and guarded as all are', async () => {
    const headers = { 'if-none-match': '*', range: 'bytes=0-10', 'accept-encoding': 'gzip' };
    const reader = await desk.read(token, '', { headers });
    expect(reader.status).toBe(200);
    expect(reader.response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    });
    expect(reader.response.headers['content-encoding']).toBeUndefined();
    const head = await desk.ask(token, 'HEAD /events/stream');
    expect([head.status, head.headers.get('content-type'), head.body]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
      {},
    ]);
  });

  it('is a problem where it cannot begin', async () => {
    const answers = await Promise.all([
      desk.ask('x'.repeat(43), 'GET /events/stream'),
      desk.ask(await desk.login('clerk'), 'GET /events/stream'),
      desk.ask(token, 'POST /events/stream'),
    ]);
    expect(answers.map(({ status, body }) => [status, body['code']])).toEqual([
      [401, 'ACCOUNT.UNAUTHENTICATED'],
      [403, 'ACCESS.FORBIDDEN'],
      [405, 'REQUEST.METHOD_NOT_ALLOWED'],
    ]);
  });

  it('gives its place back when its reader goes', async () => {
    const readers = await Promise.all(Array.from({ length: 5 }, () => desk.read(token)));
    expect(desk.openNow('stream')).toBeGreaterThanOrEqual(5);
    desk.letGo();
    await eventually(() => desk.openNow('stream') === 0);
    for (const reader of readers) expect(reader.over).toBe('broken');
  });
});

/** Each with a host of its own. */
const open = async (limits: Partial<SubscriptionLimits> = {}): Promise<void> => {
  desk = await SubscriptionDesk.open(limits);
};

describe('a stream', () => {
  afterEach(() => desk.close());

  const LOGIN_CHECK_MS = 50;

  it.each(['logout', 'disabled', 'expired'] as const)(
    'ends when its login does: %s',
    async (how) => {
      await open({ loginCheckMs: LOGIN_CHECK_MS });
      const token = await desk.login('integration', 'warehouse');
      const [reader, other] = [await desk.read(token), await desk.read(await desk.login())];
      if (how === 'logout') await desk.ask(token, 'POST /auth/logout');
      else if (how === 'disabled') await desk.engine.accounts.disable('warehouse');
      else await desk.engine.pool.query(EXPIRE, ['warehouse']);
      await reader.ended();
      expect(reader.over).toBe('ended');
      expect(reader.dropped?.code).toBe('ACCOUNT.UNAUTHENTICATED');
      await eventually(() => desk.openNow('stream') === 1);
      const last = await desk.append(ticket());
      await other.until(has(other, last));
      expect(reader.positions).toEqual([]);
    },
  );

  it('is one of so many at most, of an account and of the process', async () => {
    await open({ streamsMax: 3, streamsOfAccountMax: 2 });
    const [one, two] = [await desk.login(), await desk.login()];
    const [first] = [await desk.read(one), await desk.read(one)];
    const ofAccount = await desk.ask(one, 'GET /events/stream');
    expect([
      ofAccount.status,
      ofAccount.body['code'],
      ofAccount.headers.get('retry-after'),
    ]).toEqual([429, 'SUBSCRIPTION.ACCOUNT_FULL', '5']);
    await desk.read(two);
    const ofProcess = await desk.ask(two, 'GET /events/stream');
    expect([
      ofProcess.status,
      ofProcess.body['code'],
      ofProcess.headers.get('retry-after'),
    ]).toEqual([503, 'SUBSCRIPTION.PROCESS_FULL', '5']);
    // What is refused for other reasons, and HEAD, take no place.
    expect((await desk.ask(two, 'HEAD /events/stream')).status).toBe(200);
    first?.kill();
    await eventually(() => desk.openNow('stream') === 2);
    expect((await desk.ask(two, 'GET /events/stream?after=99')).status).toBe(400);
    expect((await desk.read(two)).status).toBe(200);
  });

  it('goes on where the database was gone for a moment', async () => {
    await open();
    const token = await desk.login();
    const readers = [await desk.read(token, '?after=0'), await desk.read(token)];
    let written = 0;
    let cuts = 0;
    while (written < 200) {
      try {
        await desk.append(ticket());
        written += 1;
      } catch {
        // refused, or unknown: the log says below what is there
      }
      if (written % 50 === 25 && cuts <= written / 50) {
        cuts += 1;
        expect(await desk.cutDatabase()).toBeGreaterThan(0);
      }
    }
    const last = await desk.append(ticket());
    for (const reader of readers) {
      await reader.until(has(reader, last));
      expect(reader.positions).toEqual(upTo(last));
    }
    expect(cuts).toBe(4);
  });

  it('waits for a database that is away, and goes on', async () => {
    await open({ heartbeatMs: 100 });
    const token = await desk.login();
    const before = await desk.append(ticket());
    const readers = [
      await desk.read(token, '?after=0'),
      await desk.read(token, '?after=0&types=TicketAssigned'),
    ];
    for (const reader of readers) await reader.until(has(reader, before));
    await desk.letIntoDatabase(false);
    await expect(desk.append(ticket())).rejects.toThrow();
    expect((await desk.ask(token, 'GET /events/stream')).status).toBe(503);
    const signs = readers.map(({ comments }) => comments);
    for (const [index, reader] of readers.entries()) {
      await reader.until(() => reader.comments > (signs[index] ?? 0) + 3);
    }
    await desk.letIntoDatabase(true);
    const last = await appendWhenPossible();
    for (const reader of readers) {
      await reader.until(has(reader, last));
      expect(reader.positions).toEqual(upTo(last));
    }
  });

  it('ends with a word when the process stops', async () => {
    await open();
    const token = await desk.login();
    const readers = [await desk.read(token), await desk.read(token)];
    await desk.stop();
    for (const reader of readers) {
      await reader.ended();
      expect([reader.over, reader.dropped?.code]).toEqual(['ended', 'SUBSCRIPTION.STOPPING']);
    }
    expect(desk.follower.isFollowing).toBe(false);
  });
});

/** What the kernel and the client may keep is far below this. */
const REMARKS = 2_500;
const REMARK_CHARACTERS = 10_000;

describe('a reader that does not read', () => {
  afterEach(() => desk.close());

  const remark = async (): Promise<void> => {
    const stream = ticket();
    const texts = Array.from({ length: 500 }, () => 'x'.repeat(REMARK_CHARACTERS));
    for (let sent = 0; sent < REMARKS; sent += texts.length) await desk.remark(stream, texts);
  };

  it('is dropped with a word, costs little until then, and holds up nobody', async () => {
    await open({ acceptMsMax: 3_000, farewellMsMax: 60_000 });
    const token = await desk.login('auditor');
    const sent: ServerResponse[] = [];
    desk.app
      .getHttpServer()
      .on('request', (_: unknown, answer: ServerResponse) => sent.push(answer));
    const slow = await desk.read(token, '?after=0');
    slow.pause();
    await remark();
    let unsent = 0;
    const look = () => {
      unsent = Math.max(unsent, ...sent.map(({ socket }) => socket?.writableLength ?? 0));
    };
    const looking = setInterval(look, 1);
    const eager = await desk.read(token, '?after=0');
    await eager.until(has(eager, REMARKS));
    expect(eager.positions).toEqual(upTo(REMARKS));
    const read = desk.reads.count;
    await eventually(() => sent[0]?.writableEnded === true);
    clearInterval(looking);
    expect(desk.reads.count).toBe(read); // nothing is read for who accepts nothing
    expect(unsent).toBeGreaterThan(0);
    expect(unsent).toBeLessThan(2 * SUBSCRIPTION_LIMITS.unsentBytesMax);
    expect(desk.openNow('stream')).toBe(2);

    slow.resume();
    await slow.ended();
    expect([slow.over, slow.dropped]).toEqual([
      'ended',
      expect.objectContaining({
        code: 'SUBSCRIPTION.READER_TOO_SLOW',
        hint: expect.stringContaining('Last-Event-ID'),
      }),
    ]);
    const got = slow.positions.length;
    expect(got).toBeGreaterThan(0);
    expect(got).toBeLessThan(REMARKS);
    const again = await desk.read(token, '', { lastEventId: slow.lastEventId });
    await again.until(has(again, REMARKS));
    expect([...slow.positions, ...again.positions]).toEqual(upTo(REMARKS));
  });

  it('is cut off where it does not fetch the word either', async () => {
    await open({ acceptMsMax: 300, farewellMsMax: 200 });
    const slow = await desk.read(await desk.login('auditor'), '?after=0');
    slow.pause();
    await remark();
    await eventually(() => desk.openNow('stream') === 0);
    slow.resume();
    await slow.ended();
    expect(slow.over).toBe('broken');
    expect(slow.positions).toEqual(upTo(slow.positions.length));
  });

  it('stays as long as it reads, however slowly', async () => {
    const acceptMsMax = 4_000;
    await open({ acceptMsMax, unsentBytesMax: 4_000_000 });
    await remark();
    const slow = await desk.read(await desk.login('auditor'), '?after=0');
    slow.pause();
    const beganMs = performance.now();
    // The kernel tells the engine of room only where much of it has come about, after several sips.
    const sipping = setInterval(() => slow.sip(), acceptMsMax / 40);
    await slow.until(() => performance.now() - beganMs > 1.5 * acceptMsMax);
    expect(slow.positions.length).toBeLessThan(REMARKS / 2);
    clearInterval(sipping);
    slow.resume();
    await slow.until(has(slow, REMARKS));
    expect([slow.positions, slow.dropped]).toEqual([upTo(REMARKS), undefined]);
  });
});

/** A new connection to a database that was away comes about after a while. */
async function appendWhenPossible(): Promise<number> {
  for (;;) {
    const last = await desk.append(ticket()).catch(() => undefined);
    if (last !== undefined) return last;
  }
}

const EXPIRE = `UPDATE gongdan.session SET expires_at = session.created_at
  FROM gongdan.user_account WHERE user_account.id = user_id AND username = $1`;
