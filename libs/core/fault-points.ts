/**
 * Named places in the production code where a test may kill, stall or throw. A no-op unless armed:
 * one property read on the hot path. Only test code arms a point.
 */
const FAULT_POINTS = [
  'append.before',
  'append.after-insert',
  'append.after-commit',
  'feed.after-rows-before-checkpoint',
  'feed.after-commit',
  'feed.before-park',
  'policy.after-command-before-checkpoint',
  'relay.before-send',
  'relay.after-send-before-checkpoint',
  'relay.after-checkpoint-before-watermark',
  'rebuild.after-batch',
  'rebuild.before-swap',
  'rebuild.after-swap',
  'import.after-batch',
  'webhook.after-position-before-pending',
  'webhook.after-post-before-record',
  'notice.after-claim-before-send',
  'notice.after-send-before-settle',
  'timer.after-claim-before-event',
  'timer.after-event-before-removal',
  'maintenance.between-plans',
  'carry-over.between-tickets',
  'carry-over.after-events-before-note',
] as const;

export type FaultPoint = (typeof FAULT_POINTS)[number];

type FaultAction = (point: FaultPoint) => void | Promise<void>;

let armed: Partial<Record<FaultPoint, FaultAction>> | undefined;

/** Call where a crash would hurt: `await faultPoint('append.after-commit')`. */
export function faultPoint(point: FaultPoint): void | Promise<void> {
  return armed === undefined ? undefined : armed[point]?.(point);
}

/** Tests only. Arms one point; the returned function disarms it. */
export function armFaultPoint(point: FaultPoint, action: FaultAction): () => void {
  armed = { ...armed, [point]: action };
  return () => {
    const { [point]: _removed, ...rest } = armed ?? {};
    armed = Object.keys(rest).length === 0 ? undefined : rest;
  };
}
