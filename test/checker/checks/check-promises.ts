import type { LogRow } from '../evidence.js';
import type { Found } from '../findings.js';
import { factsOf, streamsOf, type Fact } from '../fold/fact.js';

/** What a clock may do again because of the same event: say that what was said is overtaken. */
const MAY_REPEAT = ['SlaClockSuperseded', 'SlaRecalculated', 'SlaPolicyWithdrawn'];

/**
 * What the streams of promises tell, by the log alone: every moment of every clock once, and something for
 * every ticket. Nothing is asked of tickets that were registered after `settledUpTo`.
 */
export function checkPromises(log: readonly LogRow[], settledUpTo: number, found: Found): void {
  const facts = factsOf(log);
  const streams = streamsOf(facts, 'sla');
  for (const events of streams.values()) checkEachMomentOnce(events, found);
  for (const { type, subject, position } of facts) {
    if (type !== 'TicketRegistered' || position > settledUpTo || streams.has(subject)) continue;
    found('effect-missing', `ticket ${subject}: registered, nothing is promised`);
  }
}

function checkEachMomentOnce(events: readonly Fact[], found: Found): void {
  const byName = Map.groupBy(
    events.filter(({ type }) => !MAY_REPEAT.includes(type)),
    nameOf,
  );
  for (const [name, moments] of byName) {
    if (moments.length < 2) continue;
    const places = moments.map(({ position }) => position).join(' and ');
    found('effect-doubled', `${name}: at ${places}`);
  }
}

/** A warning is given once, a rung is climbed once, a promise of one policy version is broken once, all else has an event of its own. */
function nameOf({ type, stream, data }: Fact): string {
  const { clock, cycle, warning, rung, policy, cause } = data as {
    readonly clock?: string;
    readonly cycle?: number;
    readonly warning?: string;
    readonly rung?: string;
    readonly policy?: { readonly id: string; readonly version: number };
    readonly cause?: { readonly eventId: string | null };
  };
  const of =
    type === 'SlaClockWarned' || type === 'SlaClockEscalated'
      ? (warning ?? rung)
      : type === 'SlaClockBreached'
        ? `${policy?.id} ${policy?.version}`
        : cause?.eventId;
  return `${type} of ${stream} ${clock} ${cycle}: ${of}`;
}
