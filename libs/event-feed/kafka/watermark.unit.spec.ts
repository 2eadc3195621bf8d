import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { watermarkIn, watermarkRecord } from './watermark.js';

const read = (text: string) => watermarkIn(Buffer.from(text));
const ours = { position: 7, epoch: 2, offsets: { tickets: { 0: 5, 11: 0 }, invoices: {} } };

describe('a watermark', () => {
  it('is read as it was written', () => {
    const { topic, key, value } = watermarkRecord('watermarks', ours);
    expect([topic, key]).toEqual(['watermarks', 'watermark']);
    expect(read(value)).toEqual(ours);
  });

  it.each([
    ['no JSON', '{"position":7'],
    ['nothing', ''],
    ['no object', '7'],
    ['null', 'null'],
    ['no position', '{"epoch":2,"offsets":{}}'],
    ['a position before the log', '{"position":-1,"epoch":2,"offsets":{}}'],
    ['a position beyond whole numbers', '{"position":9007199254740992,"epoch":2,"offsets":{}}'],
    ['a position in words', '{"position":"7","epoch":2,"offsets":{}}'],
    ['half an epoch', '{"position":7,"epoch":0.5,"offsets":{}}'],
    ['no offsets', '{"position":7,"epoch":2}'],
    ['offsets of nothing', '{"position":7,"epoch":2,"offsets":null}'],
    ['offsets in a list', '{"position":7,"epoch":2,"offsets":[1]}'],
    ['a topic of nothing', '{"position":7,"epoch":2,"offsets":{"tickets":null}}'],
    ['a topic in words', '{"position":7,"epoch":2,"offsets":{"tickets":"05"}}'],
    ['partitions in a list', '{"position":7,"epoch":2,"offsets":{"tickets":[5]}}'],
    ['a partition in words', '{"position":7,"epoch":2,"offsets":{"tickets":{"one":5}}}'],
    ['an offset in words', '{"position":7,"epoch":2,"offsets":{"tickets":{"0":"5"}}}'],
    ['an offset before the beginning', '{"position":7,"epoch":2,"offsets":{"tickets":{"0":-1}}}'],
  ])('of somebody else is none: %s', (_what, text) => {
    expect(read(text)).toBeUndefined();
  });

  it('is none, without a failure, in whatever bytes there are', () => {
    expect(watermarkIn(null)).toBeUndefined();
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(watermarkIn(Buffer.from(bytes))).toBeUndefined();
      }),
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(() => read(JSON.stringify(value))).not.toThrow();
      }),
    );
  });
});
