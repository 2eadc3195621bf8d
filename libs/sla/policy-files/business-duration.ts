import { GongdanError } from '@gongdan/core';

const TIME = /^PT(?=\d)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:\.(\d{1,3}))?S)?$/;
const WITH_DATE_PART = /^P(?:\d+[YMWD])+(?:T.*)?$/;
const TEXT_LENGTH_SHOWN_MAX = 40;

/** Reads `PT8H`, `PT7H21M`, `PT90M`, `PT1M30.5S`: milliseconds. Throws for everything else. */
export function parseBusinessDuration(text: string): number {
  const match = TIME.exec(text);
  if (match === null) throw refused(text);
  const [, hours = '0', minutes = '0', seconds = '0', fraction = ''] = match;
  return (
    (Number(hours) * 60 + Number(minutes)) * 60_000 +
    Number(seconds) * 1_000 +
    Number(fraction.padEnd(3, '0'))
  );
}

function refused(text: string): GongdanError {
  const shown = `'${text.slice(0, TEXT_LENGTH_SHOWN_MAX)}'`;
  const details = { code: 'CONFIG.INVALID', category: 'invalid' } as const;
  return WITH_DATE_PART.test(text)
    ? new GongdanError({
        ...details,
        message: `${shown} does not say what a day is.`,
        hint: 'Say whether a calendar day is meant (24 hours: PT24H) or a working day (its hours, e.g. PT8H, or by with workingDays).',
      })
    : new GongdanError({
        ...details,
        message: `${shown} is no business time.`,
        hint: 'Business time is hours, minutes and seconds: PT8H, PT7H21M, PT90M.',
      });
}
