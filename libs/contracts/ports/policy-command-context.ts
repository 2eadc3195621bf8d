/** What a policy hands on with the command it issues. */
export interface PolicyCommandContext {
  /** `policy:<name>`. */
  readonly actor: string;
  readonly correlationId: string;
  /** The id of the event reacted to. */
  readonly causationId: string;
  /** Stable over redeliveries: the command’s idempotency key. */
  readonly idempotencyKey: string;
}
