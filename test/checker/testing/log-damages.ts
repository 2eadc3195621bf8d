import type { LogRow } from '../evidence.js';
import { must, onceInTheMiddle, replaced, swapped, withLog, type Damage } from './edit.js';

export const LOG_DAMAGES: readonly Damage[] = [
  {
    name: 'an event that is missing',
    spoil: (evidence) => {
      const gone = onceInTheMiddle(evidence, 'TicketAccepted');
      return withLog(evidence, (log) => replaced(log, gone));
    },
    found: {
      lost: 1,
      'log-hole': 1,
      'version-hole': 1,
      'hash-chain': 1,
      'not-in-log': 1,
      'topic-version-hole': 1,
      'row-extra': 1,
    },
    more: true, // it may have led to something that was promised
  },
  {
    name: 'two events in each other’s place',
    spoil: (evidence) => {
      const { log } = evidence;
      const after = (row: LogRow): LogRow | undefined => log[log.indexOf(row) + 1];
      const one = must(
        log.find((row) => {
          const next = after(row);
          return next?.stream !== row.stream && next?.recordedAt === row.recordedAt;
        }),
      );
      return withLog(evidence, () => swapped(log, one, must(after(one))));
    },
    found: { 'log-hole': 2, 'log-back-step': 1 },
  },
  {
    name: 'a changed payload',
    spoil: (evidence) => {
      const one = onceInTheMiddle(evidence, 'TicketReassigned');
      const dataText = one.dataText.replace('Ill', 'Well');
      return withLog(evidence, (log) => replaced(log, one, { ...one, dataText }));
    },
    found: { 'hash-chain': 1, 'wrong-data': 1 },
  },
  {
    name: 'a changed actor',
    spoil: (evidence) => {
      const one = onceInTheMiddle(evidence, 'TicketReassigned');
      return withLog(evidence, (log) => replaced(log, one, { ...one, actor: 'system' }));
    },
    found: { 'hash-chain': 1, 'wrong-header': 1 },
  },
  {
    name: 'a version that was left out',
    spoil: (evidence) => {
      const one = onceInTheMiddle(evidence, 'TicketReassigned');
      return withLog(evidence, (log) => replaced(log, one, { ...one, version: one.version + 90 }));
    },
    found: {
      'version-hole': 2,
      'hash-chain': 1,
      'wrong-header': 1,
      'topic-version-hole': 2,
    },
  },
  {
    name: 'an event twice',
    spoil: (evidence) => {
      const one = onceInTheMiddle(evidence, 'TicketReassigned');
      return withLog(evidence, (log) => replaced(log, one, one, one));
    },
    found: {
      doubled: 1,
      'log-back-step': 1,
      'version-hole': 1,
      'hash-chain': 1,
      'id-twice': 1,
      'row-missing': 1,
    },
  },
  {
    name: 'an event that was recorded before its predecessor',
    spoil: (evidence) => {
      const one = onceInTheMiddle(evidence, 'TicketReassigned');
      const recordedAt = '2000-01-01T00:00:00.000Z';
      return withLog(evidence, (log) => replaced(log, one, { ...one, recordedAt }));
    },
    found: { 'recorded-back-step': 1, 'hash-chain': 1, 'wrong-header': 1, 'row-differs': 1 },
  },
];
