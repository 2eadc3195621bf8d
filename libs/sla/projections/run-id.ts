import { runName } from '../domain/index.js';
import type { ClockEvent } from '@gongdan/contracts';

/** Names one run of one clock of one subject: `<subject>#<clock>#<cycle>`. */
export const runIdOf = ({
  subject,
  clock,
  cycle,
}: Pick<ClockEvent['data'], 'subject' | 'clock' | 'cycle'>): string =>
  `${subject.id}#${runName(clock, cycle)}`;
