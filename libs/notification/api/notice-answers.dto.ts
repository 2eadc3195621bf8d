import {
  ESCALATION_LEVELS,
  NOTICE_CHANNELS,
  NOTICE_RECIPIENTS,
  PRIORITIES,
  SEVERITIES,
} from '@gongdan/contracts';
import {
  nullable,
  PAGE_LIMIT_MAX,
  ShownId,
  ShownIds,
  ShownInstant,
  ShownInteger,
  ShownNextCursor,
  ShownText,
  ShownWord,
} from '@gongdan/platform';
import { ApiProperty } from '@nestjs/swagger';
import { NOT_SENT_REASONS, NOTICE_KINDS, NOTICE_STATES } from '../domain/notice.js';

export class NoticeSubjectAnswer {
  @ShownWord(['ticket', 'complaint'], 'What it is about.')
  kind!: string;

  @ShownId('Its id.')
  id!: string;
}

export class NoticePromiseAnswer {
  @ShownId('The clock.')
  clock!: string;

  @ShownInteger('Which of its runs.')
  cycle!: number;

  @ShownText('The rung of the policy’s ladder that was reached.')
  rung!: string;

  @ShownInstant('When what was promised is due.')
  dueAt!: string;
}

export class NoticeAnswer {
  @ShownId('Its id.')
  id!: string;

  @ShownWord(NOTICE_KINDS, 'What it tells of.')
  kind!: string;

  @ShownText('The same in one line, in the language that is set.')
  title!: string;

  @ApiProperty({ type: NoticeSubjectAnswer })
  subject!: NoticeSubjectAnswer;

  @ShownIds('The ticket, or those that the complaint is about.')
  ticketIds!: readonly string[];

  @ShownText(
    'The number that people know the ticket by; of a complaint that of the first ticket it is about.',
    nullable,
  )
  ticketNumber!: string | null;

  @ShownWord(PRIORITIES, 'How urgent the ticket was.', nullable)
  priority!: string | null;

  @ShownWord(SEVERITIES, 'How bad the complaint was.', nullable)
  severity!: string | null;

  @ShownWord(ESCALATION_LEVELS, 'The level that it climbed to.', nullable)
  level!: string | null;

  @ApiProperty({ type: NoticePromiseAnswer, nullable: true })
  promise!: NoticePromiseAnswer | null;

  @ApiProperty({
    type: 'array',
    items: { type: 'string', enum: [...NOTICE_RECIPIENTS] },
    description: 'As what the receiver is told.',
  })
  whom!: readonly string[];

  @ShownId('The event that it tells of.')
  eventId!: string;

  @ShownInstant('When that happened.')
  occurredAt!: string;

  @ShownInstant('When the notice was made.')
  madeAt!: string;

  @ShownInstant('When it was read.', nullable)
  readAt!: string | null;

  @ShownInstant('When what it says was not true any more.', nullable)
  overtakenAt!: string | null;
}

export class NoticesAnswer {
  @ApiProperty({ type: [NoticeAnswer], maxItems: PAGE_LIMIT_MAX, description: 'Newest first.' })
  items!: readonly NoticeAnswer[];

  @ShownNextCursor()
  nextCursor!: string | null;
}

export class NoticeCountAnswer {
  @ShownInteger('Exactly as many as the list with the same filters has.')
  count!: number;
}

export class ReadAllAnswer {
  @ShownInteger('How many were unread.')
  read!: number;
}

export class AttemptAnswer {
  @ShownInstant('When.')
  at!: string;

  @ShownWord(
    ['sent', 'held', 'failed', 'not-sent'],
    'held: until the quiet hours end; failed: to be tried again; not-sent: for good.',
  )
  outcome!: string;

  @ShownWord([...Object.keys(NOT_SENT_REASONS), 'quiet-hours'], 'Why.', nullable)
  reason!: string | null;

  @ShownText('What the receiver said, or how it failed.', nullable)
  words!: string | null;

  @ShownInstant('When it was to be tried again.', nullable)
  nextAt!: string | null;

  @ShownInteger('How long it took, in milliseconds.', nullable)
  durationMs!: number | null;
}

export class NoticeLogItem extends NoticeAnswer {
  @ShownWord(NOTICE_CHANNELS, 'How.')
  channel!: string;

  @ShownId('The account that is told; null: nobody was found, or a webhook.', nullable)
  accountId!: string | null;

  @ShownText('Its user name.', nullable)
  username!: string | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'array', items: { type: 'string', maxLength: 100 } },
    nullable: true,
    description: 'Of a webhook: the accounts that it names, by what they are told as.',
  })
  receivers!: Readonly<Record<string, readonly string[]>> | null;

  @ShownWord(NOTICE_STATES, 'How it stands.')
  state!: string;

  @ShownWord([...Object.keys(NOT_SENT_REASONS), 'quiet-hours'], 'Why.', nullable)
  reason!: string | null;

  @ShownText('The same in words.', nullable)
  reasonWords!: string | null;

  @ShownInstant('When it is looked at next; null: never again.', nullable)
  nextAt!: string | null;

  @ShownInstant('When it was sent, or given up.', nullable)
  settledAt!: string | null;

  @ApiProperty({ type: [AttemptAnswer], description: 'Everything that was done, in order.' })
  attempts!: readonly AttemptAnswer[];
}

export class NoticeLogAnswer {
  @ApiProperty({ type: [NoticeLogItem], maxItems: PAGE_LIMIT_MAX, description: 'Newest first.' })
  items!: readonly NoticeLogItem[];

  @ShownNextCursor()
  nextCursor!: string | null;
}
