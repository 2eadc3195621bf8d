import type { ContractedEventStore } from '@gongdan/event-store';
import { DeliveringFeed, type DeliveringFeedOptions } from '../delivery/delivering-feed.js';
import type { Broker } from './broker.js';
import type { RelayStore } from './relay/relay-store.js';
import { BrokerTail } from './tail/broker-tail.js';
import type { Topics } from './topics.js';

export interface KafkaFeedOptions extends DeliveringFeedOptions {
  readonly store: DeliveringFeedOptions['store'] & Pick<ContractedEventStore, 'open'>;
  readonly broker: Broker;
  readonly topics: Topics;
  readonly state: Pick<RelayStore, 'standing'>;
}

/** The feed from the topics that a relay publishes the log to. */
export class KafkaFeed extends DeliveringFeed {
  constructor(options: KafkaFeedOptions) {
    const { store, broker, topics, state, random, ids, onNotice } = options;
    super(
      options,
      (listener, pause) =>
        new BrokerTail({
          broker,
          topics,
          state,
          random,
          pause,
          listener,
          onForeign: (message) => onNotice?.({ kind: 'foreign-records', consumer: '', message }),
          group: `${topics.prefix}.reader.${ids.next()}`,
          open: (events) => store.open(events),
        }),
    );
  }
}
