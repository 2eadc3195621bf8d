import type { ProbeRules } from '../domain/retry-schedule.js';
import {
  DELIVERIES_AT_ONCE_MAX,
  FAILING_MS_MAX,
  PENDING_MAX,
  PROBE_PAUSE_MS_MAX,
  PROBE_PAUSE_MS_STEP,
  STRAINED_FAILURES,
} from '../domain/webhook.js';

/** What may be set of the work on webhooks; times in milliseconds. */
export interface WebhookSettings extends ProbeRules {
  /** How long a lease outlives its owner’s last sign of life. */
  readonly leaseMs: number;
  /** How often signs of life are given, changes looked for, and webhooks that nobody works on taken. */
  readonly lookMs: number;
  /** Pauses after an event’s first failure, its second …; after one more its attempts are used up. */
  readonly pausesMs: readonly number[];
  readonly failingMsMax: number;
  readonly deliveriesAtOnceMax: number;
  readonly pendingMax: number;
  /** How long deliveries under way may still take when the process stops. */
  readonly stopMsMax: number;
}

export const WEBHOOK_DEFAULTS: Omit<WebhookSettings, 'pausesMs'> = {
  leaseMs: 5_000,
  lookMs: 1_000,
  failingMsMax: FAILING_MS_MAX,
  strainedFailures: STRAINED_FAILURES,
  probePauseMsStep: PROBE_PAUSE_MS_STEP,
  probePauseMsMax: PROBE_PAUSE_MS_MAX,
  deliveriesAtOnceMax: DELIVERIES_AT_ONCE_MAX,
  pendingMax: PENDING_MAX,
  stopMsMax: 2_000,
};
