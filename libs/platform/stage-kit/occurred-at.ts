import { GongdanError, OCCURRED_MIN, type Clock, type Instant } from '@gongdan/core';
import type { CommandContext } from '@gongdan/event-store';
import { InstantField } from '../validation/fields.js';
import { checkedInstant } from './as-of.js';

/** Base of bodies of commands that may be reported later than they happened. */
export class OccurredBody {
  @InstantField({
    description: 'When it really happened, from 1970 on and not in the future. Default: now.',
    optional: true,
    example: '2026-03-02T09:00:00Z',
  })
  occurredAt?: string;
}

/**
 * The context with the moment that the body names. Throws `REQUEST.IN_THE_FUTURE`, `REQUEST.TOO_LONG_AGO`
 * (invalid).
 */
export function occurred(
  context: CommandContext,
  { occurredAt: text }: OccurredBody,
  clock: Clock,
): CommandContext {
  if (text === undefined) return context;
  const occurredAt = pastInstant(text, '/occurredAt', clock);
  if (occurredAt < OCCURRED_MIN) throw tooLongAgo(occurredAt);
  return { ...context, occurredAt };
}

const tooLongAgo = (occurredAt: Instant): GongdanError =>
  new GongdanError({
    code: 'REQUEST.TOO_LONG_AGO',
    category: 'invalid',
    message: `${occurredAt} is before ${OCCURRED_MIN}, from when on things happen here.`,
    hint: 'Check the year.',
    violations: [{ path: '/occurredAt', message: `must not be before ${OCCURRED_MIN}` }],
  });

/** The instant that the member at the path names. Throws `REQUEST.IN_THE_FUTURE` (invalid). */
export function pastInstant(text: string, path: string, clock: Clock): Instant {
  const instant = checkedInstant(text);
  const now = clock.now();
  if (instant <= now) return instant;
  throw new GongdanError({
    code: 'REQUEST.IN_THE_FUTURE',
    category: 'invalid',
    message: `${instant} is in the future; the engine’s clock says ${now}.`,
    violations: [{ path, message: 'must not be in the future' }],
  });
}
