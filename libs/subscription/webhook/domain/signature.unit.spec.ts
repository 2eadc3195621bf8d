import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { newSecret, signatureHeaders } from './signature.js';

const message = { id: 'event-1', sentAtMs: Date.now() + 999, body: '{"a":"空调"}' };

describe('the signature of a message', () => {
  it('is verified by whoever has the secret, and by nobody else', () => {
    const secret = newSecret();
    const headers = signatureHeaders(message, [secret]);
    expect(new Webhook(secret).verify(message.body, headers)).toEqual({ a: '空调' });
    const other = new Webhook(newSecret());
    expect(() => other.verify(message.body, headers)).toThrow('No matching signature');
    expect(() => new Webhook(secret).verify(`${message.body} `, headers)).toThrow();
    const forged = { ...headers, 'webhook-id': 'event-2' };
    expect(() => new Webhook(secret).verify(message.body, forged)).toThrow();
  });

  it('is there for each of several secrets', () => {
    const secrets = [newSecret(), newSecret()];
    const headers = signatureHeaders(message, secrets);
    expect(headers['webhook-signature']?.split(' ')).toHaveLength(2);
    for (const secret of secrets) new Webhook(secret).verify(message.body, headers);
  });

  it('stands on a secret of 32 random bytes', () => {
    const secret = newSecret();
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(Buffer.from(secret.slice(6), 'base64')).toHaveLength(32);
    expect(newSecret()).not.toBe(secret);
  });
});
