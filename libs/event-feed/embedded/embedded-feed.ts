import { DeliveringFeed, type DeliveringFeedOptions } from '../delivery/delivering-feed.js';
import { StoreTail } from './store-tail.js';

/** The feed straight from the store’s log. */
export class EmbeddedFeed extends DeliveringFeed {
  constructor(options: DeliveringFeedOptions) {
    const { store, random } = options;
    super(options, (listener, pause) => new StoreTail(store, pause, random, listener));
  }
}
