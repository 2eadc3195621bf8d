import { ok, refuse, type Decider } from '@gongdan/core';
import type { SlaEvent, SlaSubject } from '@gongdan/contracts';
import { evaluate } from './evaluate.js';
import type { PolicyBook } from './policy-book.js';
import { reconcile } from './reconcile.js';
import type { SlaFact } from './sla-fact.js';
import type { VersionPin } from './sla-policy.js';
import { emptySlaStream, evolveSlaStream, type SlaStream } from './sla-stream.js';

/** Bring the stream up to what is so; or decide about the promises themselves. */
export type SlaCommand =
  | {
      readonly type: 'KeepClocks';
      readonly subject: SlaSubject;
      readonly facts: readonly SlaFact[];
      /** Those of the stream itself; the command is refused where it has more. */
      readonly decisions: readonly SlaFact[];
      readonly book: PolicyBook;
      /** Up to when time has passed, epoch milliseconds; null: no further than what happened proves. */
      readonly asOf: number | null;
      /** By the database’s clock: when what time alone has done is noticed. */
      readonly noticedAt: number;
    }
  | {
      readonly type: 'Recalculate';
      readonly subject: SlaSubject;
      readonly policies: readonly VersionPin[];
      readonly calendars: readonly VersionPin[];
      readonly reason: string;
    }
  | { readonly type: 'WithdrawPolicy'; readonly subject: SlaSubject; readonly reason: string };

export const DECISIONS_MISSING = 'SLA.DECISIONS_MISSING';

export const slaDecider: Decider<SlaStream, SlaCommand, SlaEvent> = {
  initial: emptySlaStream,
  evolve: evolveSlaStream,
  decide(stream, command) {
    const { subject } = command;
    switch (command.type) {
      case 'KeepClocks': {
        if (stream.decisions !== command.decisions.length) return refuse(decisionsMissing);
        const { book, noticedAt } = command;
        const facts = [...command.facts, ...command.decisions];
        // What was broken when time passed is not whole again because something earlier is reported.
        const asOf = command.asOf ?? Math.max(lastMomentOf(facts), stream.passedUntil);
        const evaluation = evaluate({ kind: subject.kind, facts, book, pins: stream.pins, asOf });
        return ok(reconcile(stream, { subject, ...evaluation, noticedAt }));
      }
      case 'Recalculate': {
        const { policies, calendars, reason } = command;
        const data = { subject, policies: [...policies], calendars: [...calendars], reason };
        return ok([{ type: 'SlaRecalculated', data }]);
      }
      case 'WithdrawPolicy': {
        const { reason } = command;
        if (stream.withdrawn) return ok([]);
        return ok([{ type: 'SlaPolicyWithdrawn', data: { subject, reason } }]);
      }
    }
  },
};

const lastMomentOf = (facts: readonly SlaFact[]): number =>
  facts.reduce((last, { at }) => Math.max(last, at), 0);

const decisionsMissing = {
  code: DECISIONS_MISSING,
  category: 'transient',
  message: 'A decision about the promises was recorded meanwhile.',
  hint: 'Read it and keep the clocks again.',
} as const;
