import type { HeadReading, LogHead } from './head-file.js';
import type { Finding } from './finding.js';

/** What the log is found to be at the position that a head names. */
export interface LogAtHead {
  /** undefined: no event has that position. */
  readonly eventHash: string | undefined;
  /** Left out where only the event itself was looked at. */
  readonly logDigest?: string;
  readonly streams?: number;
}

export const cutTail = (head: LogHead, lastPosition: number): Finding => ({
  kind: 'cut-tail',
  position: head.lastPosition,
  stream: null,
  message:
    `The log ends at position ${lastPosition}; at ${head.writtenAt} it reached ` +
    `position ${head.lastPosition}. Events are missing at its end.`,
});

/** Whether the log up to the head is the one that was signed. */
export function compareWithHead(head: LogHead, log: LogAtHead): Finding | undefined {
  const position = head.lastPosition;
  if (log.eventHash !== head.eventHash) {
    const what = log.eventHash === undefined ? 'is missing' : 'is another one';
    const message = `The event at position ${position} ${what} than the head of ${head.writtenAt} says.`;
    return { kind: 'rewritten', position, stream: null, message };
  }
  const sameDigest = log.logDigest === undefined || log.logDigest === head.logDigest;
  const sameStreams = log.streams === undefined || log.streams === head.streams;
  if (sameDigest && sameStreams) return undefined;
  const message =
    `Events before position ${position} are not those that were there at ${head.writtenAt}, ` +
    'although their chains fit: they were rewritten.';
  return { kind: 'rewritten', position, stream: null, message };
}

/** What is wrong with the head itself, before the log is looked at. */
export function checkReading(reading: HeadReading, logIsEmpty: boolean): Finding | undefined {
  if (reading.status === 'forged') {
    const message =
      `${reading.why}: it was damaged or altered, or is of another engine. Bring it back; only where the log is ` +
      'found whole apart from it, move it away: a started engine writes a new one.';
    return { kind: 'forged-head', position: 0, stream: null, message };
  }
  if (reading.status !== 'absent' || logIsEmpty) return undefined;
  const message = 'There is no signed head: events cut off the end of the log could not be seen.';
  return { kind: 'missing-head', position: 0, stream: null, message };
}
