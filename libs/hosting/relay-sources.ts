import { relayStatus, type Relay } from '@gongdan/event-feed';
import type { Engine, MetricsSource } from '@gongdan/platform';

/** What this process does of publishing: known at once, the database may be away. */
export const relaySource = (
  relay: Pick<Relay, 'epoch'>,
  published: () => number,
): MetricsSource => ({
  name: 'relay',
  collect: () => [
    { metric: 'gongdan_relay_active', value: relay.epoch === undefined ? 0 : 1 },
    { metric: 'gongdan_relay_published_total', value: published() },
  ],
});

/** How far publishing is, whichever process does it. */
export const publishedSource = (
  { relayState }: Pick<NonNullable<Engine['kafka']>, 'relayState'>,
  { rawStore, clock }: Pick<Engine, 'rawStore' | 'clock'>,
): MetricsSource => ({
  name: 'published',
  async collect() {
    const { position, epoch, oldestUnpublishedMs } = await relayStatus(relayState, rawStore, clock);
    return [
      { metric: 'gongdan_relay_position', value: position },
      { metric: 'gongdan_relay_epoch', value: epoch },
      { metric: 'gongdan_relay_oldest_unpublished_seconds', value: oldestUnpublishedMs / 1_000 },
    ];
  },
});
