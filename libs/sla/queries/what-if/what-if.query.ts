import { Inject, Injectable } from '@nestjs/common';
import { epochMsOf, LimitedTurns, type Clock } from '@gongdan/core';
import type { EventStore } from '@gongdan/event-store';
import { checkedInstant, CLOCK, EVENT_STORE, invalidBody } from '@gongdan/platform';
import type { PolicyBook } from '../../domain/index.js';
import { busy, WAITING_MAX } from '../../sla-refusals.js';
import { POLICY_BOOK } from '../../sla.tokens.js';
import { changeAnswer } from '../../what-if/change-answer.js';
import { readOtherPromises } from '../../what-if/other-promises.js';
import { askWhatIf } from '../../what-if/what-if.js';
import type { WhatIfAnswerDto, WhatIfBody } from './what-if.dto.js';

/** Most subjects that one request judges again; the command line has no limit but memory. */
export const WHAT_IF_SUBJECTS_MAX = 50_000;
/** Most changed verdicts that one answer lists. */
const WHAT_IF_CHANGES_MAX = 1_000;
/** Questions at the same time: each reads the whole log. */
const QUESTIONS_AT_ONCE = 1;

/** What a period would have looked like under other promises. Records nothing. */
@Injectable()
export class WhatIf {
  private readonly turns = new LimitedTurns(QUESTIONS_AT_ONCE, {
    waitingMax: WAITING_MAX,
    busy: () => busy('what-if questions'),
  });

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(POLICY_BOOK) private readonly book: PolicyBook,
  ) {}

  /** Throws `CONFIG.INVALID`, `CALENDAR.INVALID`, `SLA.TOO_MANY_SUBJECTS`, `SLA.BUSY`. */
  async ask({ from, to, policies = [], calendars }: WhatIfBody): Promise<WhatIfAnswerDto> {
    const period = { from: checkedInstant(from), to: checkedInstant(to) };
    if (period.from >= period.to) throw invalidBody('/to', 'must be after from');
    const others = readOtherPromises(
      {
        policies: policies.map((policy, index) => ({
          name: `policies/${index}`,
          text: JSON.stringify(policy, null, 1),
        })),
        calendars: calendars
          ? [{ name: 'calendars', text: JSON.stringify(calendars, null, 1) }]
          : [],
      },
      this.book,
    );
    const asOf = this.clock.now();
    const report = await this.turns.take(() =>
      askWhatIf(this.store, this.book, {
        ...others,
        from: epochMsOf(period.from),
        to: epochMsOf(period.to),
        asOf: epochMsOf(asOf),
        subjectsMax: WHAT_IF_SUBJECTS_MAX,
        changesMax: WHAT_IF_CHANGES_MAX,
      }),
    );
    const changes = report.changes.map(changeAnswer);
    return { ...period, asOf, ...report, byClock: [...report.byClock], changes };
  }
}
