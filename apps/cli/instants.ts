import { parseInstant, type Instant } from '@gongdan/core';
import { UsageError } from './exit-codes.js';

/** For commander, and for members of a file: an option or member that is a moment. Throws `UsageError`. */
export const instant =
  (name: string) =>
  (text: string): Instant => {
    const found = parseInstant(text);
    if (found !== undefined) return found;
    throw new UsageError(
      `${name} is '${text}'; allowed: an instant with its offset, such as 2026-03-02T10:00:00Z`,
    );
  };

/** Throws `UsageError` where the moment of the option `name` is not over yet; none is. */
export function refuseFuture(name: string, moment: Instant | undefined, now: Instant): void {
  if (moment === undefined || moment <= now) return;
  throw new UsageError(`${name} ${moment} is in the future; it is ${now}`);
}
