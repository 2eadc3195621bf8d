import type { CarryOverReason } from '@gongdan/contracts';
import { type ClockState, OPEN_STATES } from '../projections/sla-clock/sla-clock.projection.js';

/** What belongs together: figures of one kind, counted by the same day. */
export const FAMILIES = [
  'attainment',
  'standing',
  'resolutions',
  'time-in-state',
  'backlog',
  'carry-over',
] as const;
export type Family = (typeof FAMILIES)[number];

/** Which of a family’s clocks or tickets are meant; all that is given must hold. */
export interface Share {
  /** Of clocks. */
  readonly states?: readonly ClockState[];
  /** Of tickets. */
  readonly reopened?: boolean;
  readonly fixedFirstTime?: boolean;
  readonly carriedOverReason?: CarryOverReason;
  /** Age in days of 24 hours: more than the first, at most the second. */
  readonly ageDays?: readonly [from: number, to: number | null];
}

export interface Metric {
  /** Kebab case; the column of exports, too. */
  readonly id: string;
  readonly family: Family;
  readonly title: { readonly en: string; readonly 'zh-CN': string };
  /** In words. */
  readonly formula: string;
  readonly unit: 'count' | 'share' | 'ms';
  /** Of a count: what is counted. Of a sum: whose time is summed. */
  readonly picks?: Share;
  /** Of a share: the counts of its family that are divided, and by which. */
  readonly ratio?: readonly [numerator: string, denominator: string];
  /** Of a sum. */
  readonly sum?: 'open' | 'active' | 'paused' | 'resolved';
}

const JUDGED: readonly ClockState[] = ['met', 'missed', 'breached'];

/**
 * Every figure that managers are shown, defined once: API, exports and docs/reference/sla-metrics.md are
 * made from this table.
 */
export const METRICS: readonly Metric[] = [
  count('attainment', 'met', 'Met', '按时', { states: ['met'] }, 'clocks that were met'),
  count(
    'attainment',
    'missed',
    'Missed',
    '超时完成',
    { states: ['missed'] },
    'clocks that stopped after their breach',
  ),
  count(
    'attainment',
    'breached',
    'Broken and open',
    '超时未完成',
    { states: ['breached'] },
    'clocks that broke and have not stopped',
  ),
  count('attainment', 'judged', 'Judged', '应完成', { states: JUDGED }, 'met + missed + breached'),
  {
    id: 'attainment',
    family: 'attainment',
    title: { en: 'Attainment', 'zh-CN': '达成率' },
    formula: 'met ÷ (met + missed + breached)',
    unit: 'share',
    ratio: ['met', 'judged'],
  },
  count(
    'standing',
    'open-now',
    'Open',
    '进行中',
    { states: OPEN_STATES },
    'clocks that run or rest, in whatever state',
  ),
  count(
    'standing',
    'at-risk-now',
    'At risk',
    '预警',
    { states: ['at-risk'] },
    'open clocks that run, were warned of and are not broken',
  ),
  count(
    'standing',
    'paused-now',
    'Paused',
    '暂停',
    { states: ['paused'] },
    'open clocks that rest and are not broken',
  ),
  count(
    'standing',
    'breached-now',
    'Broken',
    '已超时',
    { states: ['breached'] },
    'open clocks that are broken',
  ),
  count(
    'resolutions',
    'resolved',
    'Resolved tickets',
    '解决工单',
    {},
    'tickets by their first resolution',
  ),
  count(
    'resolutions',
    'fixed-first-time',
    'Fixed first time',
    '一次修复',
    { fixedFirstTime: true },
    'of these, those with one arrival at most until then, and never reopened',
  ),
  count(
    'resolutions',
    'reopened',
    'Reopened tickets',
    '返工工单',
    { reopened: true },
    'of these, those reopened at least once since, whenever',
  ),
  {
    id: 'first-time-fix-rate',
    family: 'resolutions',
    title: { en: 'First-time-fix rate', 'zh-CN': '一次修复率' },
    formula: 'fixed-first-time ÷ resolved',
    unit: 'share',
    ratio: ['fixed-first-time', 'resolved'],
  },
  {
    id: 'reopen-rate',
    family: 'resolutions',
    title: { en: 'Re-open rate', 'zh-CN': '返工率' },
    formula: 'reopened ÷ resolved',
    unit: 'share',
    ratio: ['reopened', 'resolved'],
  },
  count('time-in-state', 'tickets', 'Tickets', '工单', {}, 'tickets by their first resolution'),
  time('open', 'Open', '待处理'),
  time('active', 'Being worked on', '处理中'),
  time('paused', 'Paused', '暂停'),
  time('resolved', 'Resolved, not closed', '已解决未关闭'),
  count(
    'backlog',
    'backlog',
    'Backlog',
    '积压',
    {},
    'tickets in a state of class open, active or paused',
  ),
  age('backlog-under-1-day', 'Under a day', '1天内', [0, 1]),
  age('backlog-1-to-3-days', '1 to 3 days', '1至3天', [1, 3]),
  age('backlog-3-to-7-days', '3 to 7 days', '3至7天', [3, 7]),
  age('backlog-7-to-14-days', '7 to 14 days', '7至14天', [7, 14]),
  age('backlog-14-to-30-days', '14 to 30 days', '14至30天', [14, 30]),
  age('backlog-over-30-days', '30 days and more', '30天以上', [30, null]),
  count(
    'carry-over',
    'carried-over',
    'Carried over',
    '次日优先派工',
    {},
    'tickets that were carried over to a working day at least once',
  ),
  count(
    'carry-over',
    'carried-over-not-dispatched',
    'Not dispatched',
    '未派工',
    { carriedOverReason: 'not-dispatched' },
    'of these, those that had no technician then',
  ),
  count(
    'carry-over',
    'carried-over-not-finished',
    'Not finished',
    '未完工',
    { carriedOverReason: 'not-finished' },
    'of these, those whose work was not finished then',
  ),
];

export const metricsOf = (family: Family): readonly Metric[] =>
  METRICS.filter((metric) => metric.family === family);

function count(
  family: Family,
  id: string,
  en: string,
  zh: string,
  picks: Share,
  formula: string,
): Metric {
  return { id, family, title: { en, 'zh-CN': zh }, formula, unit: 'count', picks };
}

function time(sum: NonNullable<Metric['sum']>, en: string, zh: string): Metric {
  return {
    id: `time-${sum}`,
    family: 'time-in-state',
    title: { en, 'zh-CN': zh },
    formula: `wall-clock time that these tickets stood in states of class ${sum}, in all their stays that have ended`,
    unit: 'ms',
    picks: {},
    sum,
  };
}

function age(
  id: string,
  en: string,
  zh: string,
  ageDays: readonly [number, number | null],
): Metric {
  const [from, to] = ageDays;
  const lower = from === 0 ? '' : `more than ${from} × 24 hours ago`;
  const joined = from === 0 || to === null ? '' : ', ';
  const upper = to === null ? '' : `${joined}at most ${to} × 24 hours ago`;
  return {
    ...count('backlog', id, en, zh, { ageDays }, ''),
    formula: `of the backlog, those registered ${lower}${upper}`,
  };
}
