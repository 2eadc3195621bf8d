import { GongdanError } from '@gongdan/core';

/** A position that nobody was given: who waited for it would miss what comes until then. */
export function refuseBeyondTheLog(
  after: number,
  end: number,
  path: '/after' | 'last-event-id' = '/after',
): void {
  if (after <= end) return;
  throw new GongdanError({
    code: 'SUBSCRIPTION.BEYOND_THE_LOG',
    category: 'invalid',
    message: `The log ends at position ${end}; ${after} does not exist.`,
    hint: 'Is this the same engine? Was it restored from a backup? Then begin before that, or at 0.',
    violations: [{ path, message: `must not be beyond the log’s end, ${end}` }],
  });
}
