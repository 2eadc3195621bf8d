import { instantOf } from '@gongdan/core';
import { CheckedTargets } from '../delivery/checked-targets.js';
import { Sender } from '../delivery/sender.js';
import { ping } from '../domain/ping.js';

// A program for sender.int.spec.ts: sends one message to URL and prints what came of it.
const sender = new Sender(new CheckedTargets('allowed', 1_000), {
  connectMsMax: 5_000,
  answerMsMax: 5_000,
});
const outcome = await sender.send(
  {
    url: process.env['URL'] ?? '',
    secrets: [`whsec_${Buffer.alloc(32).toString('base64')}`],
    event: ping('event-1', 'webhook-1', 'admin-1', instantOf(0)),
    sentAtMs: 1e12,
    failures: 0,
  },
  new AbortController().signal,
);
console.log(`outcome ${JSON.stringify(outcome)}`);
