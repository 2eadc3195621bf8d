import { GongdanError } from '@gongdan/core';
import { readSlaPolicyText } from '../load-sla-policies.js';

export const calendars: ReadonlySet<string> = new Set(['office', 'always']);

type Parts = Readonly<Record<string, unknown>>;

/** A clock that is right, with parts of one’s own; `undefined` leaves one out. */
export const clockWith = (parts: Parts = {}): Parts => ({
  title: { en: 'Arrival', 'zh-CN': '到达' },
  start: [{ event: 'TicketRegistered' }],
  stop: [{ event: 'TechnicianArrived' }],
  targets: [{ within: 'PT6H' }],
  ...parts,
});

/** A policy that is right, as one hands it in: JSON, one line for each of its lines. */
export const policyText = (parts: Parts = {}): string =>
  JSON.stringify(
    {
      id: 'house',
      version: 1,
      title: { en: 'House', 'zh-CN': '承诺' },
      subject: 'ticket',
      order: 100,
      calendar: 'office',
      clocks: { arrival: clockWith() },
      ...parts,
    },
    null,
    2,
  );

export const complaintText = (clock: Parts, parts: Parts = {}): string =>
  policyText({
    subject: 'complaint',
    clocks: {
      'first-answer': clockWith({
        start: [{ event: 'ComplaintOpened' }],
        stop: [{ event: 'ComplaintAnswered' }],
        ...clock,
      }),
    },
    ...parts,
  });

export const textOfClock = (parts: Parts): string =>
  policyText({ clocks: { arrival: clockWith(parts) } });

export const read = (text: string) => readSlaPolicyText(text, 'house.yaml', calendars);

/** What is wrong with a text, one line each; nothing: an empty text. */
export function findings(text: string, work: (text: string) => unknown = read): string {
  try {
    work(text);
    return '';
  } catch (error) {
    if (!(error instanceof GongdanError) || error.code !== 'CONFIG.INVALID') throw error;
    return error.message;
  }
}
