/**
 * Switches, for tests only, that each break one guarantee on purpose. The suite counts only if a named
 * test catches every one of them (test/faults/*-planted-faults*, test/simulation).
 */
const PLANTED_FAULTS = [
  'append.answer-before-commit',
  'append.position-without-lock',
  'append.skip-version-check',
  'append.outcome-in-second-transaction',
  'append.lose-an-event-of-a-batch',
  'append.break-hash-chain',
  'log.page-runs-ahead',
  'subscription.forget-live-event',
  'feed.checkpoint-before-rows',
  'feed.checkpoint-without-fence',
  'feed.skip-poisoned-event',
  'feed.followers-pass-parked-stream',
  'relay.checkpoint-before-acknowledgement',
  'relay.checkpoint-without-fence',
  'relay.watermark-runs-ahead',
  'projection.apply-twice',
  'rebuild.swap-before-caught-up',
  'webhook.position-before-pending',
  'webhook.followers-pass-failing-event',
  'webhook.record-without-fence',
  'notice.claim-without-lease',
  'notice.settle-without-claim',
  'notice.without-asking-again',
  'timer.own-clock',
  'timer.without-lock',
  'maintenance.own-clock',
  'carry-over.own-clock',
  'carry-over.without-lock',
] as const;

export type PlantedFault = (typeof PLANTED_FAULTS)[number];

let planted: PlantedFault | undefined;

export const isPlanted = (fault: PlantedFault): boolean => planted === fault;

/** Tests only. Plants one fault (or none). */
export function plantFault(fault: PlantedFault | undefined): void {
  planted = fault;
}
