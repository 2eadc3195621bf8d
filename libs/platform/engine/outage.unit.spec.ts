import { beforeEach, describe, expect, it } from '@jest/globals';
import { Outage, OUTAGE_FORGOTTEN_MS, roundsTold } from './outage.js';

let nowMs: number;
let said: string[];
let outage: Outage;
beforeEach(() => {
  nowMs = 1e9;
  said = [];
  const words = { failing: 'relay: nothing is published', over: 'relay: publishes again' };
  outage = new Outage(
    words,
    (line) => said.push(line),
    () => nowMs,
  );
});

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;

/** Fails every five seconds, as whatever tries with pauses does. */
function failFor(spanMs: number, code?: string): void {
  for (const endMs = nowMs + spanMs; nowMs < endMs; nowMs += 5 * SECOND_MS) {
    outage.failed('the broker is away', code);
  }
}

describe('an outage', () => {
  it('is told when it begins, ever more rarely while it lasts, and when it is over', () => {
    failFor(4 * HOUR_MS);
    outage.over();
    expect(said).toEqual([
      'relay: nothing is published: the broker is away',
      ...['1 min 0 s', '3 min 0 s', '7 min 0 s', '15 min 0 s', '31 min 0 s', '1 h 3 min'].map(
        (span) => `relay: nothing is published for ${span}: the broker is away`,
      ),
      ...['2 h 3 min', '3 h 3 min'].map(
        (span) => `relay: nothing is published for ${span}: the broker is away`,
      ),
      'relay: publishes again, after 4 h 0 min',
    ]);
  });

  it('is told in one line more where something else is wrong, once for each', () => {
    failFor(10 * SECOND_MS, 'KAFKA.UNAVAILABLE');
    failFor(10 * SECOND_MS, 'KAFKA.NO_TOPIC');
    failFor(10 * SECOND_MS, 'KAFKA.UNAVAILABLE');
    expect(said).toEqual([
      'relay: nothing is published: the broker is away',
      'relay: nothing is published for 10 s: the broker is away',
    ]);
  });

  it('is over once, and the next one is another', () => {
    outage.over();
    failFor(5 * SECOND_MS);
    outage.over();
    outage.over();
    failFor(5 * SECOND_MS);
    expect(said).toEqual([
      'relay: nothing is published: the broker is away',
      'relay: publishes again, after 5 s',
      'relay: nothing is published: the broker is away',
    ]);
  });

  it('is forgotten where nobody has tried for long', () => {
    outage.failed('the broker is away');
    nowMs += OUTAGE_FORGOTTEN_MS;
    expect(outage.isOn).toBe(true);
    nowMs += 1;
    expect(outage.isOn).toBe(false);
    outage.over();
    outage.failed('the broker is away again');
    expect(said).toEqual([
      'relay: nothing is published: the broker is away',
      'relay: nothing is published: the broker is away again',
    ]);
  });
});

describe('rounds that fail', () => {
  const away = (code: string) => Object.assign(new Error('away'), { code });

  it('are told in a line for each kind of failure, and in one when they succeed again', () => {
    const lines: string[] = [];
    const { onFailure, onSuccess } = roundsTold(
      { failing: 'Timers cannot be fired', over: 'Timers are fired again' },
      (line) => lines.push(line),
    );
    onSuccess();
    for (let round = 0; round < 600; round++) onFailure(away('ECONNREFUSED'));
    for (let round = 0; round < 600; round++) onFailure(away('57P03'));
    onSuccess();
    onSuccess();
    expect(lines).toEqual([
      'Timers cannot be fired: away',
      'Timers cannot be fired for 0 s: away',
      'Timers are fired again, after 0 s',
    ]);
  });
});
