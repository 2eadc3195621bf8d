import {
  nullable,
  PAGE_LIMIT_MAX,
  ShownFlag,
  ShownId,
  ShownInstant,
  ShownInteger,
  ShownNextCursor,
  ShownText,
  ShownWord,
} from '@gongdan/platform';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  DISABLED_REASONS,
  WEBHOOK_STATES,
  WEBHOOKS_MAX,
  type DisabledReason,
  type WebhookState,
} from '../domain/webhook.js';
import { WEBHOOK_CHANGES, type ChangeLine, type WebhookChange } from '../store/change-log.js';
import type { DeliveryLine } from '../store/delivery-log.js';
import type { WebhookView } from '../store/webhook-rows.js';

export class WebhookSecretAnswer {
  @ShownInstant('When it was made.')
  createdAt!: string;

  @ShownInstant('Until when it signs; null: until it is replaced.', nullable)
  endsAt!: string | null;
}

export class WebhookAnswer {
  @ShownId('Its id.')
  id!: string;

  @ShownText('Where events are sent.')
  url!: string;

  @ShownText('What it is for.', nullable)
  description!: string | null;

  @ApiProperty({
    type: 'array',
    items: { type: 'string' },
    nullable: true,
    description: 'Only events of these types; null: of every type.',
  })
  types!: readonly string[] | null;

  @ShownText('Only events of this stream; null: of every stream.', nullable)
  stream!: string | null;

  @ShownFlag('Personal texts are sent as they are, and not as `[sealed]`.')
  personal!: boolean;

  @ShownText('The integration account it belongs to; null: the organisation’s.', nullable)
  owner!: string | null;

  @ShownWord(WEBHOOK_STATES, 'paused: by somebody’s wish; disabled: by the engine.')
  state!: WebhookState;

  @ShownWord(Object.keys(DISABLED_REASONS), 'Why the engine disabled it.', nullable)
  stateReason!: DisabledReason | null;

  @ShownText('The same in words.', nullable)
  stateWords!: string | null;

  @ShownInstant('Since when it is in this state.')
  stateSince!: string;

  @ShownInteger('Everything that it wants up to this position of the log was accepted.')
  position!: number;

  @ShownInteger('Up to this position the log was read; what lies between the two is pending.')
  readPosition!: number;

  @ShownInteger('Position of the newest event of the log.')
  endPosition!: number;

  @ShownInteger('How many events of the log lie after `position`, wanted or not.')
  lagEvents!: number;

  @ShownInteger('Events that wait for their delivery, or for one before them in their stream.')
  pending!: number;

  @ShownInstant('When the next attempt is due, where something waits.', nullable)
  nextAttemptAt!: string | null;

  @ShownInteger('How many attempts have failed in a row.')
  failures!: number;

  @ShownInstant('Since when nothing was accepted any more.', nullable)
  failingSince!: string | null;

  @ShownInstant('When an event was accepted last.', nullable)
  lastAcceptedAt!: string | null;

  @ShownInstant('When an attempt failed last.', nullable)
  lastFailureAt!: string | null;

  @ShownText('How it failed.', nullable)
  lastFailure!: string | null;

  @ShownInteger('Position of the event that failed then.', nullable)
  lastFailurePosition!: number | null;

  @ApiProperty({
    type: [WebhookSecretAnswer],
    description: 'Those that sign, the newest first; never the secrets themselves.',
  })
  secrets!: readonly WebhookSecretAnswer[];

  @ShownText('Who made it.')
  createdBy!: string;

  @ShownInstant('When it was made.')
  createdAt!: string;
}

export class NewWebhookAnswer extends WebhookAnswer {
  @ApiPropertyOptional({
    description:
      'What its messages are signed with (`whsec_…`). It is shown this once: keep it. Absent where the request was a repeat and the secret was replaced since.',
  })
  secret?: string;
}

export class WebhookListAnswer {
  @ShownInteger('How many there are.')
  count!: number;

  @ApiProperty({ type: [WebhookAnswer], maxItems: WEBHOOKS_MAX })
  webhooks!: readonly WebhookAnswer[];
}

export class SecretAnswer {
  @ApiProperty({ description: 'The new secret (`whsec_…`). It is shown this once: keep it.' })
  secret!: string;
}

export class TestAnswer {
  @ShownFlag('The receiver answered with 2xx.')
  accepted!: boolean;

  @ShownInteger('What it answered; null: nothing.', nullable)
  statusCode!: number | null;

  @ShownText('Why it does not count as accepted.', nullable)
  error!: string | null;

  @ShownInteger('How long it took, in milliseconds.')
  durationMs!: number;
}

export class DeliveryItem implements Omit<DeliveryLine, 'id'> {
  @ShownId('The event; also the header webhook-id.')
  eventId!: string;

  @ShownText('Its type.')
  eventType!: string;

  @ShownText('Its stream; null: it was a test.', nullable)
  stream!: string | null;

  @ShownInteger('Its position in the log; null: it was a test.', nullable)
  position!: number | null;

  @ShownInteger('Which attempt this was.')
  attempt!: number;

  @ShownInstant('When it was sent.')
  sentAt!: DeliveryLine['sentAt'];

  @ShownInteger('How long it took, in milliseconds.')
  durationMs!: number;

  @ShownInteger('What the receiver answered; null: nothing.', nullable)
  statusCode!: number | null;

  @ShownText('Why it failed; null: it was accepted.', nullable)
  error!: string | null;

  @ShownInstant('When it was to be tried again; null: not by itself.', nullable)
  nextAttemptAt!: DeliveryLine['nextAttemptAt'];
}

export class DeliveriesAnswer {
  @ApiProperty({ type: [DeliveryItem], maxItems: PAGE_LIMIT_MAX, description: 'Newest first.' })
  items!: readonly DeliveryItem[];

  @ShownNextCursor()
  nextCursor!: string | null;
}

export class ChangeItem implements Omit<ChangeLine, 'id'> {
  @ShownInstant('When.')
  changedAt!: ChangeLine['changedAt'];

  @ShownText('Who.')
  actor!: string;

  @ShownWord(WEBHOOK_CHANGES, 'What.')
  change!: WebhookChange;

  @ApiProperty({ type: 'object', additionalProperties: true, description: 'What it is now.' })
  details!: Readonly<Record<string, unknown>>;
}

export class ChangesAnswer {
  @ApiProperty({ type: [ChangeItem], maxItems: PAGE_LIMIT_MAX, description: 'Newest first.' })
  items!: readonly ChangeItem[];

  @ShownNextCursor()
  nextCursor!: string | null;
}

export function webhookAnswer(view: WebhookView, endPosition: number): WebhookAnswer {
  const reason = view.stateReason as DisabledReason | null;
  return {
    ...view,
    stateReason: reason,
    stateWords: reason === null ? null : DISABLED_REASONS[reason],
    endPosition,
    lagEvents: Math.max(0, endPosition - view.position),
  };
}
