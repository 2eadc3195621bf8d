import { ambiguousDuration, invalidDuration } from './calendar-errors.js';
import { BUSINESS_DURATION_MS_MAX, MINUTE_MS } from './limits.js';

const TIME = /^PT(?=\d)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:\.(\d{1,3}))?S)?$/;
const WITH_DATE_PART = /^P(?:\d+[YMWD])+(?:T.*)?$/;
const TEXT_LENGTH_SHOWN_MAX = 40;

/** Reads `PT8H`, `PT7H21M`, `PT90M`, `PT1M30.5S`: milliseconds. Throws for everything else. */
export function parseBusinessDuration(text: string): number {
  const match = TIME.exec(text);
  const shown = text.slice(0, TEXT_LENGTH_SHOWN_MAX);
  if (match === null) {
    if (WITH_DATE_PART.test(text)) throw ambiguousDuration(shown);
    throw invalidDuration(`'${shown}'`);
  }
  const [, hours = '0', minutes = '0', seconds = '0', fraction = ''] = match;
  const businessMs =
    (Number(hours) * 60 + Number(minutes)) * MINUTE_MS +
    Number(seconds) * 1_000 +
    Number(fraction.padEnd(3, '0'));
  if (businessMs <= BUSINESS_DURATION_MS_MAX) return businessMs;
  throw invalidDuration(`'${shown}'`);
}

/** `PT7H21M`, `PT24H`, `PT1H5S`, `PT0.5S`; nothing is `PT0M`, a negative one has its sign in front. */
export function formatBusinessDuration(businessMs: number): string {
  if (businessMs === 0) return 'PT0M';
  const size = Math.abs(businessMs);
  const hours = Math.floor(size / (60 * MINUTE_MS));
  const minutes = Math.floor(size / MINUTE_MS) % 60;
  const secondsMs = size % MINUTE_MS;
  const parts = [
    hours === 0 ? '' : `${hours}H`,
    minutes === 0 ? '' : `${minutes}M`,
    secondsMs === 0 ? '' : `${secondsMs / 1_000}S`,
  ];
  return `${businessMs < 0 ? '-' : ''}PT${parts.join('')}`;
}
