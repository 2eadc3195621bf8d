import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { CheckedTargets, WebhookSender } from '@gongdan/subscription';
import { Webhook } from 'standardwebhooks';
import { Receiver } from '../../../test/setup/webhook-receiver.js';
import { brokenPromise } from '../testing/facts.js';
import type { NoticeInHand } from './notice-channel.js';
import { WebhookChannel } from './webhook-channel.js';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const notice = {
  id: '0198c2f0-0000-8000-8000-000000000001',
  facts: brokenPromise,
  whom: ['dispatch-manager', 'technician'],
  accountId: null,
  receivers: { 'dispatch-manager': ['a1', 'a2'], technician: [] },
  failures: 0,
  nowMs: Date.now(),
} satisfies NoticeInHand;
const words = { title: 'Promise broken', text: 'Promise broken\n\nDue: today' };
const never = new AbortController().signal;

let receiver: Receiver;
beforeAll(async () => {
  receiver = await Receiver.open(() => 204);
});
afterEach(() => {
  receiver.received.length = 0;
  receiver.behavesLike(() => 204);
});
afterAll(() => receiver.close());

function channel(
  url: string = receiver.url,
  privateTargets: 'allowed' | 'refused' = 'allowed',
): WebhookChannel {
  const sender = new WebhookSender(new CheckedTargets(privateTargets, 1_000), {
    connectMsMax: 1_000,
    answerMsMax: 1_000,
  });
  return new WebhookChannel({ url, secret }, sender, () => words, 2_000);
}

describe('a notice as a webhook', () => {
  it('is a signed CloudEvent that names everybody who is told', async () => {
    const delivered = await channel().deliver(notice, never);
    expect(delivered).toEqual({ outcome: 'sent', words: 'answered 204' });
    const [{ headers, body, event } = { headers: {}, body: '', event: null }] = receiver.received;
    new Webhook(secret).verify(body, headers);
    expect(headers).toMatchObject({ 'webhook-id': notice.id });
    expect(event).toMatchObject({
      id: notice.id,
      type: 'gongdan.Notice.v1',
      source: '/gongdan/notice',
      subject: 't1',
      position: 30,
      data: {
        kind: 'promise-broken',
        eventId: 'e1',
        ticketNumber: '20261129-0007',
        promise: { rung: 'breach' },
        title: words.title,
        text: words.text,
        receivers: { 'dispatch-manager': ['a1', 'a2'], technician: [] },
      },
    });
  });

  it.each([
    [500, { outcome: 'failed', words: 'answered 500', retryAfterMs: 0 }],
    [404, { outcome: 'failed', words: 'answered 404', retryAfterMs: 0 }],
    [410, { outcome: 'not-sent', reason: 'refused', words: 'answered 410' }],
    [302, { outcome: 'failed', words: 'redirects are not followed', retryAfterMs: 0 }],
  ])('that is answered with %d: %j', async (status, outcome) => {
    receiver.behavesLike(() => status);
    expect(await channel().deliver(notice, never)).toEqual(outcome);
  });

  it('is tried again as late as the receiver asks', async () => {
    receiver.behavesLike(() => ({ status: 503, headers: { 'retry-after': '120' } }));
    expect(await channel().deliver(notice, never)).toMatchObject({ retryAfterMs: 120_000 });
  });

  it('does not go to addresses of the own network where that is not allowed', async () => {
    const port = new URL(receiver.url).port;
    const delivered = await channel(`https://127.0.0.1:${port}/`, 'refused').deliver(notice, never);
    expect(delivered).toMatchObject({
      outcome: 'failed',
      words: expect.stringContaining('an address that webhooks may not go to'),
    });
    expect(receiver.received).toEqual([]);
  });

  it('is let go of when the engine stops', async () => {
    const stopping = new AbortController();
    receiver.behavesLike(() => {
      stopping.abort();
      return 'silence';
    });
    expect(await channel().deliver(notice, stopping.signal)).toBeUndefined();
  });

  it('is not sent where no target is set', async () => {
    const none = new WebhookChannel(undefined, { send: async () => undefined }, () => words, 0);
    expect(await none.deliver(notice, never)).toEqual({
      outcome: 'not-sent',
      reason: 'no-webhook-target',
    });
  });
});
