import type { CloudEvent } from '@gongdan/contracts';
import type { Instant } from '@gongdan/core';

/** The type of an event that only tests a receiver; it is in no log. */
export const PING_TYPE = 'gongdan.WebhookPing.v1';

/** What `POST /webhooks/:id/test` sends: shaped like every event, at position 0. */
export const ping = (id: string, webhookId: string, actor: string, now: Instant): CloudEvent => ({
  specversion: '1.0',
  id,
  source: '/gongdan/webhook',
  type: PING_TYPE,
  subject: webhookId,
  time: now,
  datacontenttype: 'application/json',
  data: { webhookId },
  position: 0,
  streamversion: 0,
  recordedtime: now,
  actor,
  correlationid: id,
});
