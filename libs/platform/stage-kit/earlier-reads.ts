import { GongdanError, LimitedTurns } from '@gongdan/core';

/** Most that wait for their turn; one more is answered with 503. */
export const EARLIER_READS_WAITING_MAX = 16;

/**
 * Turns for questions about an earlier moment, each of which holds a connection and its snapshot for long.
 * Throws `READ.BUSY` where too many of them wait already.
 */
export const earlierReads = (atOnceMax: number): LimitedTurns =>
  new LimitedTurns(atOnceMax, { waitingMax: EARLIER_READS_WAITING_MAX, busy });

const busy = (): GongdanError =>
  new GongdanError({
    code: 'READ.BUSY',
    category: 'transient',
    message: 'Too many ask about earlier moments at the same time.',
    hint: 'Ask again in a moment.',
  });
