import type { NoticeFacts, NoticeKind } from './notice.js';

const NOTICE_LANGUAGES = ['en', 'zh-CN'] as const;
export type NoticeLanguage = (typeof NOTICE_LANGUAGES)[number];

export interface Wording {
  readonly language: NoticeLanguage;
  readonly timeZone: string;
  /** What a clock is called. */
  readonly clockTitle: string | null;
  /** Where people open tickets and complaints. */
  readonly publicUrl: string | undefined;
}

/** The same event in words: one line, and a few. Ids and numbers only, nobody’s name. */
export interface NoticeWords {
  readonly title: string;
  readonly text: string;
}

interface Phrases {
  readonly head: Readonly<Record<NoticeKind, string>>;
  readonly ticket: (number: string) => string;
  readonly complaint: (id: string) => string;
  /** By the number of its first ticket, and how many others it is about. */
  readonly complaintAbout: (number: string, others: number) => string;
  readonly title: (head: string, clock: string | null, what: string, due: string | null) => string;
  readonly lines: Readonly<Record<LineName, (value: string) => string>>;
  readonly values: Readonly<Record<string, string>>;
  readonly footer: string;
}

type LineName =
  'complaint' | 'due' | 'rung' | 'priority' | 'severity' | 'level' | 'happened' | 'link';

const ENGLISH: Phrases = {
  head: {
    'promise-at-risk': 'Promise at risk',
    'promise-broken': 'Promise broken',
    'complaint-opened': 'Complaint opened',
    'complaint-escalated': 'Complaint escalated',
    'ticket-escalated': 'Ticket escalated',
  },
  ticket: (number) => `ticket ${number}`,
  complaint: (id) => `complaint ${id}`,
  complaintAbout: (number, others) =>
    `complaint about ticket ${number}${others === 0 ? '' : ` and ${others} more`}`,
  title: (head, clock, what, due) =>
    `${head}${clock === null ? '' : `: ${clock}`} – ${what}${due === null ? '' : ` (due ${due})`}`,
  lines: {
    complaint: (value) => `Complaint: ${value}`,
    due: (value) => `Due: ${value}`,
    rung: (value) => `Step of the ladder: ${value}`,
    priority: (value) => `Priority: ${value}`,
    severity: (value) => `Severity: ${value}`,
    level: (value) => `Level: ${value}`,
    happened: (value) => `Happened: ${value}`,
    link: (value) => value,
  },
  values: {},
  footer: 'Sent by Gongdan. Nobody reads answers to this message.',
};

const CHINESE: Phrases = {
  head: {
    'promise-at-risk': '承诺即将违约',
    'promise-broken': '承诺已违约',
    'complaint-opened': '新投诉',
    'complaint-escalated': '投诉已升级',
    'ticket-escalated': '工单已升级',
  },
  ticket: (number) => `工单 ${number}`,
  complaint: (id) => `投诉 ${id}`,
  complaintAbout: (number, others) =>
    `工单 ${number} ${others === 0 ? '' : `等 ${others + 1} 张工单`}的投诉`,
  title: (head, clock, what, due) =>
    `${head}${clock === null ? '' : `：${clock}`} – ${what}${due === null ? '' : `（应于 ${due}）`}`,
  lines: {
    complaint: (value) => `投诉编号：${value}`,
    due: (value) => `期限：${value}`,
    rung: (value) => `升级步骤：${value}`,
    priority: (value) => `优先级：${value}`,
    severity: (value) => `严重程度：${value}`,
    level: (value) => `级别：${value}`,
    happened: (value) => `发生于：${value}`,
    link: (value) => value,
  },
  values: {
    urgent: '紧急',
    high: '高',
    normal: '普通',
    low: '低',
    general: '一般',
    serious: '严重',
    critical: '重大',
    handler: '经办人',
    'dispatch-manager': '部门经理',
    executive: '副总经理',
  },
  footer: '由 Gongdan 自动发送，请勿回复。',
};

const PHRASES: Readonly<Record<NoticeLanguage, Phrases>> = { en: ENGLISH, 'zh-CN': CHINESE };

export function wordsOf(facts: NoticeFacts, wording: Wording): NoticeWords {
  const phrases = PHRASES[wording.language];
  const { promise } = facts;
  const what = whatOf(facts, phrases);
  const due = promise === null ? null : shortMoment(promise.dueAt, wording);
  const clock = promise === null ? null : (wording.clockTitle ?? promise.clock);
  const title = phrases.title(phrases.head[facts.kind], clock, what, due);
  return { title, text: [title, '', ...linesOf(facts, wording), '', phrases.footer].join('\n') };
}

/** What people call it: nobody knows a complaint by its id, but the ticket that it is about. */
function whatOf({ subject, ticketIds, ticketNumber }: NoticeFacts, phrases: Phrases): string {
  if (subject.kind === 'ticket') return phrases.ticket(ticketNumber ?? subject.id);
  return ticketNumber === null
    ? phrases.complaint(subject.id)
    : phrases.complaintAbout(ticketNumber, ticketIds.length - 1);
}

function linesOf(facts: NoticeFacts, wording: Wording): readonly string[] {
  const { lines, values } = PHRASES[wording.language];
  const { promise, subject } = facts;
  const url = wording.publicUrl?.replace(/\/$/, '');
  const said: Readonly<Record<LineName, string | null | undefined>> = {
    complaint: subject.kind === 'complaint' ? subject.id : null,
    due: promise === null ? null : longMoment(promise.dueAt, wording),
    rung: promise?.rung,
    priority: facts.priority,
    severity: facts.severity,
    level: facts.level,
    happened: longMoment(facts.occurredAt, wording),
    link: url === undefined ? null : `${url}/${subject.kind}s/${encodeURIComponent(subject.id)}`,
  };
  return Object.entries(said).flatMap(([name, value]) =>
    value === null || value === undefined ? [] : [lines[name as LineName](values[value] ?? value)],
  );
}

/** `29 Nov 10:30`, `11月29日 10:30`. */
const shortMoment = (instant: string, { language, timeZone }: Wording): string => {
  const [day, time] = partsOf(instant, language, timeZone, false);
  return `${day} ${time}`;
};

/** `29 November 2026 10:30 (Asia/Shanghai)`. */
const longMoment = (instant: string, { language, timeZone }: Wording): string => {
  const [day, time] = partsOf(instant, language, timeZone, true);
  return `${day} ${time} (${timeZone})`;
};

function partsOf(
  instant: string,
  language: NoticeLanguage,
  timeZone: string,
  long: boolean,
): readonly [string, string] {
  const at = Date.parse(instant);
  const locale = language === 'en' ? 'en-GB' : language;
  const day = new Intl.DateTimeFormat(locale, {
    timeZone,
    day: 'numeric',
    month: long ? 'long' : 'short',
    ...(long ? { year: 'numeric' } : {}),
  });
  const time = new Intl.DateTimeFormat(locale, {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return [day.format(at), time.format(at)];
}
