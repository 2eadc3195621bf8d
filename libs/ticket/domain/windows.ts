import { epochMsOf, ok, parseInstant, type Refusal, type Result } from '@gongdan/core';
import type { Window } from '@gongdan/contracts';
import { refused, violating } from './ticket-refusals.js';

const HOUR_MS = 3_600_000;

/** A window in UTC, forwards and not too long, or why not. `path`: where it stands in the input. */
export function checkedWindow(
  window: Window,
  path: string,
  hoursMax: number,
): Result<Window, Refusal> {
  const from = parseInstant(window.from);
  const to = parseInstant(window.to);
  if (from === undefined || to === undefined) {
    const end = from === undefined ? 'from' : 'to';
    return refused(
      violating(`${path}/${end}`, {
        code: 'TICKET.WINDOW_INVALID',
        category: 'invalid',
        message: `'${end}' of the window is not an instant with an offset.`,
        hint: 'Write it like 2026-03-02T09:00:00Z.',
      }),
    );
  }
  if (from >= to) {
    return refused(
      violating(path, {
        code: 'TICKET.WINDOW_REVERSED',
        category: 'invalid',
        message: `The window ends (${to}) before it begins (${from}).`,
        hint: 'Swap the ends.',
      }),
    );
  }
  if (epochMsOf(to) - epochMsOf(from) > hoursMax * HOUR_MS) {
    return refused(
      violating(path, {
        code: 'TICKET.WINDOW_TOO_LONG',
        category: 'invalid',
        message: `The window is longer than ${hoursMax} hours.`,
        hint: 'Name a shorter one.',
      }),
    );
  }
  return ok({ from, to });
}
