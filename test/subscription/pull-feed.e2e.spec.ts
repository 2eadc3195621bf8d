import { request } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { CATCH_UP_READS_AT_ONCE_MAX, WAIT_SECONDS_MAX } from '@gongdan/subscription';
import type { SubscriptionLimits } from '@gongdan/subscription';
import { eventually, SubscriptionDesk, ticket, type Answer } from './subscription-desk.js';

let desk: SubscriptionDesk;
afterEach(() => desk.close());

const open = async (limits: Partial<SubscriptionLimits> = {}): Promise<void> => {
  desk = await SubscriptionDesk.open(limits);
};
const pull = (token: string, query: string): Promise<Answer> =>
  desk.ask(token, `GET /events?${query}`);
const positionsOf = ({ body }: Answer): unknown[] =>
  (body['items'] as { position: number }[]).map(({ position }) => position);
const waiting = (count: number): Promise<void> =>
  eventually(() => desk.openNow('waitingRead') === count);

describe('the pull feed', () => {
  it('answers at once where there is something, and where it need not wait', async () => {
    await open();
    const token = await desk.login();
    const last = await desk.append(ticket(), ticket());
    const answers = [
      await pull(token, `after=0&waitSeconds=${WAIT_SECONDS_MAX}`),
      await pull(token, 'after=0'),
      await pull(token, `after=${last}`),
      await pull(token, `after=${last}&waitSeconds=0`),
    ];
    expect(answers.map(positionsOf)).toEqual([[1, 2], [1, 2], [], []]);
    for (const { body, headers } of answers) {
      expect([body['nextAfter'], body['position'], headers.get('gongdan-position')]).toEqual([
        last,
        last,
        String(last),
      ]);
    }
    expect(desk.openNow('waitingRead')).toBe(0);
  });

  it('filters by type and by stream, page by page', async () => {
    await open();
    const token = await desk.login();
    const stream = ticket('one');
    for (let sent = 0; sent < 3; sent++) {
      await desk.append(stream, ticket('other'));
      await desk.remark(stream, ['Again.']);
    }
    const last = await desk.append(ticket('other'));
    const walk = async (filter: string): Promise<unknown[]> => {
      const found: unknown[] = [];
      for (let after = 0; after < last;) {
        const answer = await pull(token, `${filter}&limit=2&after=${after}`);
        expect(positionsOf(answer).length).toBeLessThanOrEqual(2);
        found.push(...positionsOf(answer));
        after = Number(answer.body['nextAfter']);
      }
      return found;
    };
    expect(await walk('types=TicketCommented')).toEqual([3, 6, 9]);
    expect(await walk(`stream=${stream}`)).toEqual([1, 3, 4, 6, 7, 9]);
    expect(await walk(`stream=${stream}&types=TicketCommented`)).toEqual([3, 6, 9]);
    expect(await walk(`stream=${ticket('nobody')}`)).toEqual([]);
  });

  it('refuses a position that the log does not have, rather than to wait for it', async () => {
    await open();
    const token = await desk.login();
    const last = await desk.append(ticket());
    for (const wait of [0, 1]) {
      const { status, body } = await pull(token, `after=${last + 1}&waitSeconds=${wait}`);
      expect([status, body['code'], body['violations']]).toEqual([
        400,
        'SUBSCRIPTION.BEYOND_THE_LOG',
        [{ path: '/after', message: `must not be beyond the log’s end, ${last}` }],
      ]);
    }
    for (const seconds of [-1, WAIT_SECONDS_MAX + 1]) {
      expect((await pull(token, `waitSeconds=${seconds}`)).status).toBe(400);
    }
  });
});

describe('a read that waits', () => {
  const LONG = `waitSeconds=${WAIT_SECONDS_MAX}`;

  it('is over when its time is, with a position past what is left out', async () => {
    await open();
    const token = await desk.login();
    const reading = pull(token, 'after=0&types=TicketCommented&waitSeconds=1');
    await waiting(1);
    const last = await desk.append(ticket(), ticket());
    const { status, body } = await reading;
    expect([status, body]).toEqual([200, { position: last, items: [], nextAfter: last }]);
    expect(desk.openNow('waitingRead')).toBe(0);
  });

  it('is answered as soon as something passes, two hundred by one event, without a look each', async () => {
    await open();
    const token = await desk.login();
    const first = await desk.append(ticket());
    const stream = ticket('one');
    const others = [
      pull(token, `after=${first}&${LONG}&stream=${ticket('other')}`),
      pull(token, `after=${first}&${LONG}&types=TicketCommented`),
    ];
    await eventually(() => desk.follower.head !== undefined);
    const readings = Array.from({ length: 200 }, (_, index) =>
      pull(token, `after=${first}&${LONG}${index % 2 === 0 ? '' : `&stream=${stream}`}`),
    );
    await eventually(() => desk.follower.waitingNow === 202);
    const { count } = desk.reads;
    const position = await desk.append(stream);
    for (const answer of await Promise.all(readings)) {
      expect([answer.status, positionsOf(answer), answer.body['nextAfter']]).toEqual([
        200,
        [position],
        position,
      ]);
    }
    expect(desk.reads.count).toBe(count);
    expect(desk.follower.waitingNow).toBe(others.length);
    const next = await desk.remark(ticket('other'), ['For both.']);
    for (const answer of await Promise.all(others)) expect(positionsOf(answer)).toEqual([next]);
    expect(desk.openNow('waitingRead')).toBe(0);
  });

  it('misses nothing that comes while it begins', async () => {
    await open();
    const token = await desk.login();
    let after = 0;
    for (let turn = 0; turn < 100; turn++) {
      const [answer, position] = await Promise.all([
        pull(token, `after=${after}&${LONG}`),
        desk.append(ticket()),
      ]);
      expect(positionsOf(answer)).toEqual([position]);
      after = Number(answer.body['nextAfter']);
    }
  });

  it('frees its place when its client goes', async () => {
    await open();
    const token = await desk.login();
    const sent = request(`${desk.base}/events?${LONG}`, {
      agent: false,
      headers: { authorization: `Bearer ${token}` },
    });
    sent.on('error', () => {}); // it is given up on purpose
    sent.end();
    await waiting(1);
    sent.destroy();
    await waiting(0);
    expect((await pull(token, 'after=0')).status).toBe(200);
  });

  it('is one of so many at most, of an account and of the process', async () => {
    await open({ waitingReadsMax: 3, waitingReadsOfAccountMax: 2 });
    const [one, two] = [await desk.login(), await desk.login()];
    const readings = [pull(one, LONG), pull(one, LONG)];
    await waiting(2);
    const ofAccount = await pull(one, LONG);
    expect([
      ofAccount.status,
      ofAccount.body['code'],
      ofAccount.headers.get('retry-after'),
    ]).toEqual([429, 'SUBSCRIPTION.ACCOUNT_FULL', '5']);
    readings.push(pull(two, LONG));
    await waiting(3);
    const ofProcess = await pull(two, LONG);
    expect([
      ofProcess.status,
      ofProcess.body['code'],
      ofProcess.headers.get('retry-after'),
    ]).toEqual([503, 'SUBSCRIPTION.PROCESS_FULL', '5']);
    expect((await pull(two, 'after=0')).status).toBe(200); // who does not wait takes no place
    await desk.append(ticket());
    for (const reading of readings) expect((await reading).status).toBe(200);
    const again = pull(two, `after=1&${LONG}`);
    await waiting(1);
    await desk.append(ticket());
    expect(positionsOf(await again)).toEqual([2]);
  });

  it('is answered when the process stops', async () => {
    await open();
    const token = await desk.login();
    const last = await desk.append(ticket());
    const readings = Array.from({ length: 50 }, () => pull(token, `after=${last}&${LONG}`));
    await waiting(50);
    const beganMs = performance.now();
    const stopped = desk.stop();
    for (const answer of await Promise.all(readings)) {
      expect([answer.status, answer.body['items'], answer.body['nextAfter']]).toEqual([
        200,
        [],
        last,
      ]);
    }
    await stopped;
    expect(performance.now() - beganMs).toBeLessThan(WAIT_SECONDS_MAX * 1_000);
    expect(desk.follower.isFollowing).toBe(false);
  });

  it('is refused when its login ends', async () => {
    await open({ loginCheckMs: 50 });
    const token = await desk.login('integration', 'warehouse');
    const reading = pull(token, LONG);
    await waiting(1);
    await desk.engine.accounts.disable('warehouse');
    const { status, body } = await reading;
    expect([status, body['code']]).toEqual([401, 'ACCOUNT.UNAUTHENTICATED']);
    expect(desk.openNow('waitingRead')).toBe(0);
  });

  it('hears of the news also where the database was gone meanwhile', async () => {
    await open();
    const token = await desk.login();
    const last = await desk.append(ticket());
    const readings = Array.from({ length: 20 }, () => pull(token, `after=${last}&${LONG}`));
    await waiting(20);
    expect(await desk.cutDatabase()).toBeGreaterThan(CATCH_UP_READS_AT_ONCE_MAX);
    await eventuallyAppend();
    for (const answer of await Promise.all(readings)) {
      expect([answer.status, positionsOf(answer)]).toEqual([200, [last + 1]]);
    }
  });
});

/** The first try may find the connection broken. */
async function eventuallyAppend(): Promise<void> {
  const before = await desk.engine.store.lastPosition();
  while ((await desk.engine.store.lastPosition()) === before) {
    await desk.append(ticket()).catch(() => undefined);
  }
}
