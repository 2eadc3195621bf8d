import { SLOTS_MAX } from '@gongdan/contracts';

const MONTHS_A_YEAR = 12;
const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** No day is told beyond it. */
const YEAR_MAX = 9999;

export interface Rhythm {
  readonly firstOn: string;
  readonly everyMonths: number;
}

/**
 * The day of the visit with this number (1, 2 …), counted from the first day each time: 31 January, 28 February,
 * 31 March. Undefined beyond the year 9999.
 */
export function slotDay({ firstOn, everyMonths }: Rhythm, slot: number): string | undefined {
  const [year = 0, month = 1, day = 1] = firstOn.split('-').map(Number);
  const months = year * MONTHS_A_YEAR + (month - 1) + (slot - 1) * everyMonths;
  const slotYear = Math.floor(months / MONTHS_A_YEAR);
  const slotMonth = months % MONTHS_A_YEAR;
  if (slotYear > YEAR_MAX) return undefined;
  const slotDate = Math.min(day, monthLength(slotYear, slotMonth));
  return [padded(slotYear, 4), padded(slotMonth + 1, 2), padded(slotDate, 2)].join('-');
}

/** How many visits there are until `lastOn`, that day included; `SLOTS_MAX` + 1 stands for any number above. */
export function slotCount(rhythm: Rhythm, lastOn: string): number {
  let count = 0;
  while (count <= SLOTS_MAX) {
    const day = slotDay(rhythm, count + 1);
    if (day === undefined || day > lastOn) break;
    count += 1;
  }
  return count;
}

const padded = (value: number, length: number): string => String(value).padStart(length, '0');

const monthLength = (year: number, month: number): number =>
  month === 1 && isLeap(year) ? 29 : (MONTH_LENGTHS[month] ?? 0);

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
