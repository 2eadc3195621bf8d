import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { brokenPromise } from '../testing/facts.js';
import { MailReceiver, type MailScript } from '../testing/mail-receiver.js';
import { EmailChannel, type MailServer } from './email-channel.js';
import { WORDS_LENGTH_MAX, type NoticeInHand } from './notice-channel.js';

const notice: NoticeInHand = {
  id: '0198c2f0-0000-8000-8000-000000000001',
  facts: brokenPromise,
  whom: ['dispatch-manager'],
  accountId: 'a1',
  receivers: null,
  failures: 0,
  nowMs: 0,
};
const words = { title: '承诺已违约：到达 – 工单 20261129-0007', text: '承诺已违约\n\n期限：今天' };
const address = { email: 'manager@service.example', disabled: false };
const never = new AbortController().signal;

const behave: MailScript = { of: () => 250 };
let receiver: MailReceiver;
beforeEach(async () => {
  behave.of = () => 250;
  receiver = await MailReceiver.open(behave);
});
afterEach(() => receiver.close());

const serverAt = (url = receiver.url, timeoutMs = 5_000): MailServer => ({
  url,
  from: 'notices@service.example',
  timeoutMs,
});
const channel = (
  server: MailServer | undefined = serverAt(),
  account: typeof address | { email: null; disabled: boolean } | undefined = address,
) =>
  new EmailChannel(
    server,
    async () => account,
    () => words,
  );
const deliver = (through = channel(), signal = never) => through.deliver(notice, signal);

describe('a mail', () => {
  it('arrives as it was written, under the id of its notice', async () => {
    expect(await deliver()).toMatchObject({
      outcome: 'sent',
      words: expect.stringMatching(/^250/),
    });
    const [mail, ...others] = receiver.received;
    expect(others).toEqual([]);
    expect(mail).toMatchObject({ from: 'notices@service.example', to: 'manager@service.example' });
    expect(mail?.headers).toMatchObject({
      'message-id': `<${notice.id}@service.example>`,
      subject: words.title,
      'auto-submitted': 'auto-generated',
    });
    expect(mail?.body.replaceAll('\r\n', '\n').trim()).toBe(words.text);
  });

  it('has the same id when it is sent again', async () => {
    await deliver();
    await deliver();
    const ids = receiver.received.map(({ headers }) => headers['message-id']);
    expect(ids).toEqual([`<${notice.id}@service.example>`, `<${notice.id}@service.example>`]);
  });

  it.each([
    [451, { outcome: 'failed' }],
    [550, { outcome: 'not-sent', reason: 'refused' }],
  ])('that is answered with %d: %j, with the server’s words in one line', async (code, outcome) => {
    behave.of = () => code;
    expect(await deliver()).toEqual({
      ...outcome,
      words: `${code} manager@service.example is not taken`,
    });
    expect(receiver.received).toEqual([]);
  });

  it.each([WORDS_LENGTH_MAX, WORDS_LENGTH_MAX + 1])(
    'keeps of %d characters what fits',
    async (length) => {
      behave.of = () => 550;
      behave.words = () => 'x'.repeat(length - '550 '.length);
      const delivered = await deliver();
      expect(delivered?.words).toBe(`550 ${'x'.repeat(WORDS_LENGTH_MAX - 4)}`);
      delete behave.words;
    },
  );

  it('is tried again where the server is down', async () => {
    const down = channel(serverAt(`smtp://127.0.0.1:${receiver.port}`));
    await receiver.close();
    expect(await deliver(down)).toMatchObject({
      outcome: 'failed',
      words: expect.stringContaining('ECONNREFUSED'),
    });
    receiver = await MailReceiver.open(behave);
  });

  it.each(['greets nobody', 'takes its time'])(
    'is given up for now where the server %s',
    async (how) => {
      const silent: Server = createServer(() => undefined).listen(0, '127.0.0.1');
      await once(silent, 'listening');
      const { port } = silent.address() as { port: number };
      behave.of = () => new Promise(() => undefined);
      const url = how === 'greets nobody' ? `smtp://127.0.0.1:${port}` : receiver.url;
      const beganMs = performance.now();
      expect(await deliver(channel(serverAt(url, 300)))).toMatchObject({ outcome: 'failed' });
      expect(performance.now() - beganMs).toBeLessThan(5_000);
      silent.close();
    },
  );

  it('is let go of when the engine stops', async () => {
    const { promise: reached, resolve } = Promise.withResolvers<void>();
    behave.of = () => {
      resolve();
      return new Promise(() => undefined);
    };
    const stopping = new AbortController();
    const delivered = deliver(channel(), stopping.signal);
    await reached;
    stopping.abort();
    expect(await delivered).toBeUndefined();
  });

  it('is sent with the password of the URL; a wrong one is the operator’s to put right', async () => {
    await receiver.close();
    receiver = await MailReceiver.open(behave, { password: 'p@ss' });
    const as = (password: string) => serverAt(`smtp://user:${password}@127.0.0.1:${receiver.port}`);
    expect(await deliver(channel(as('p%40ss')))).toMatchObject({ outcome: 'sent' });
    const wrong = await deliver(channel(as('hunter2')));
    expect(wrong).toMatchObject({ outcome: 'failed', words: expect.stringMatching(/^535/) });
    expect(JSON.stringify(wrong)).not.toContain('hunter2');
  });

  it.each([
    ['no-mail-server', undefined, address],
    ['no-address', serverAt('smtp://127.0.0.1:1'), { email: null, disabled: false }],
    ['account-disabled', serverAt('smtp://127.0.0.1:1'), { ...address, disabled: true }],
  ])('is not sent: %s', async (reason, server, account) => {
    const made = new EmailChannel(
      server,
      async () => account,
      () => words,
    );
    expect(await deliver(made)).toEqual({ outcome: 'not-sent', reason });
  });

  it('is not sent to an account that is not there any more', async () => {
    const made = new EmailChannel(
      serverAt(),
      async () => undefined,
      () => words,
    );
    expect(await deliver(made)).toEqual({ outcome: 'not-sent', reason: 'account-disabled' });
  });
});
