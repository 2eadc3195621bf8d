import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

const SECRET_PREFIX = 'whsec_';
/** Standard Webhooks wants 24 to 64. */
const SECRET_BYTES = 32;

export const newSecret = (): string => SECRET_PREFIX + randomBytes(SECRET_BYTES).toString('base64');

export interface Message {
  /** The event’s id: the same in every attempt. */
  readonly id: string;
  readonly sentAtMs: number;
  readonly body: string;
}

/** The headers of Standard Webhooks, with one signature per secret: whoever knows one can verify. */
export function signatureHeaders(
  { id, sentAtMs, body }: Message,
  secrets: readonly string[],
): Readonly<Record<string, string>> {
  const sentAt = new Date(sentAtMs);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(sentAtMs / 1_000)),
    'webhook-signature': secrets
      .map((secret) => new Webhook(secret).sign(id, sentAt, body))
      .join(' '),
  };
}
