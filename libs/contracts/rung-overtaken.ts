import type { RecordedEvent } from '@gongdan/core';
import type { SlaEvent } from './registry.js';

type Climbed = Extract<SlaEvent, { type: 'SlaClockEscalated' }>['data'];

/**
 * Whether a rung of a ladder is overtaken by what its SLA stream tells after it: the run has ended, or the
 * breach is none any more (reported late, another target). Nobody has to act on it then.
 */
export function isRungOvertaken(
  rung: Pick<Climbed, 'clock' | 'cycle'> & {
    readonly standing: Pick<Climbed['standing'], 'verdict'>;
  },
  later: readonly Pick<RecordedEvent, 'data'>[],
): boolean {
  const last = later.findLast(
    ({ data }) => data['clock'] === rung.clock && data['cycle'] === rung.cycle,
  );
  const standing = last?.data['standing'] as Climbed['standing'] | undefined;
  if (standing === undefined) return false;
  if (standing.status === 'stopped' || standing.status === 'cancelled') return true;
  return rung.standing.verdict === 'breached' && standing.verdict !== 'breached';
}
