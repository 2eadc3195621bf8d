import { beforeEach, describe, expect, it } from '@jest/globals';
import type { FeedNotice } from '@gongdan/event-feed';
import { tellFeedNotices } from './feed-notices.js';

let said: string[];
let tell: (notice: FeedNotice) => void;
beforeEach(() => {
  said = [];
  tell = tellFeedNotices((line) => said.push(line));
});

const fail = (consumer: string, code: string) =>
  tell({ kind: 'retrying', consumer, message: 'away', code });
const recover = (consumer: string) => tell({ kind: 'recovered', consumer, message: 'it goes on' });

describe('notices of a feed', () => {
  it('are a line where consumers begin to wait, one for each other kind, and one where all go on', () => {
    for (let tries = 0; tries < 100; tries++) {
      for (const consumer of ['policy:a', 'policy:b']) fail(consumer, 'ECONNREFUSED');
    }
    for (let tries = 0; tries < 100; tries++) fail('policy:b', '57P03');
    recover('policy:a');
    recover('policy:b');
    expect(said).toEqual([
      'feed: consumers wait: policy:a: away',
      'feed: consumers wait for 0 s: policy:b: away',
      'feed: all consumers go on, after 0 s',
    ]);
  });

  it('wait for nobody who stands by or gave up meanwhile', () => {
    for (const consumer of ['a', 'b', 'c']) fail(consumer, 'ECONNREFUSED');
    tell({ kind: 'fenced', consumer: 'a', message: 'taken over' });
    tell({ kind: 'outdated', consumer: 'b', message: 'newer' });
    recover('c');
    expect(said).toEqual([
      'feed: consumers wait: a: away',
      'feed fenced a: taken over',
      'feed outdated b: newer',
      'feed: all consumers go on, after 0 s',
    ]);
  });

  it('are a line each where an event is at fault', () => {
    fail('policy:a', 'ECONNREFUSED');
    for (let tries = 0; tries < 2; tries++) {
      tell({ kind: 'retrying', consumer: 'policy:b', message: 'a bad event' });
    }
    tell({ kind: 'parked', consumer: 'policy:b', message: 'a bad event' });
    expect(said.slice(1)).toEqual([
      'feed retrying policy:b: a bad event',
      'feed retrying policy:b: a bad event',
      'feed parked policy:b: a bad event',
    ]);
  });

  it('tell of a log that cannot be read beside', () => {
    for (let tries = 0; tries < 3; tries++) {
      tell({ kind: 'log-unreadable', consumer: '', message: 'away', code: 'STORE.UNAVAILABLE' });
      fail('policy:a', 'ECONNREFUSED');
    }
    tell({ kind: 'log-readable', consumer: '', message: 'it is again' });
    recover('policy:a');
    expect(said).toEqual([
      'feed: nothing new is read: away',
      'feed: consumers wait: policy:a: away',
      'feed: reads again, after 0 s',
      'feed: all consumers go on, after 0 s',
    ]);
  });
});
