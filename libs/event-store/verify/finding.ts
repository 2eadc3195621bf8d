import type { StreamName } from '@gongdan/core';

/**
 * What can be wrong with a log:
 * - `position-gap`: positions are not 1, 2, 3 … (an event is missing, doubled or out of order)
 * - `version-gap`: versions of a stream are not 1, 2, 3 …
 * - `broken-chain`: an event is not what it was when it was appended
 * - `clock-backwards`: it was recorded earlier than the event before it
 * - `cut-tail`: the log ends before its signed head
 * - `rewritten`: up to the signed head the log is not the one that was signed, though it fits together
 * - `forged-head`: the head was not signed with the vault’s key
 * - `missing-head`: there are events but no head, so that a cut tail could not be seen
 */
export type FindingKind =
  | 'position-gap'
  | 'version-gap'
  | 'broken-chain'
  | 'clock-backwards'
  | 'cut-tail'
  | 'rewritten'
  | 'forged-head'
  | 'missing-head';

export interface Finding {
  readonly kind: FindingKind;
  /** Where it shows; for a head: the position that it names, 0 where it names none. */
  readonly position: number;
  /** null where it concerns the whole log. */
  readonly stream: StreamName | null;
  /** One sentence, for the operator. */
  readonly message: string;
}
