import { GongdanError, type Clock, type Instant } from '@gongdan/core';
import type { CommandContext } from '@gongdan/event-store';
import { InstantField } from '../validation/fields.js';
import { checkedInstant } from './as-of.js';

/** Base of bodies of commands that may be reported later than they happened. */
export class OccurredBody {
  @InstantField({
    description: 'When it really happened, not in the future. Default: now.',
    optional: true,
    example: '2026-03-02T09:00:00Z',
  })
  occurredAt?: string;
}

/** The context with the moment that the body names. Throws `REQUEST.IN_THE_FUTURE` (invalid). */
export function occurred(
  context: CommandContext,
  { occurredAt: text }: OccurredBody,
  clock: Clock,
): CommandContext {
  if (text === undefined) return context;
  return { ...context, occurredAt: pastInstant(text, '/occurredAt', clock) };
}

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
