import { describe, expect, it } from '@jest/globals';
import { Latest, type LatestLimits } from './latest.js';

const LIMITS: LatestLimits = { freshMs: 100, waitMsMax: 20, knownMsMax: 1_000 };

/** Answers as the test says, at the time it says. */
class Oracle {
  nowMs = 0;
  asked = 0;
  private readonly waiting: { resolve: (value: string) => void; reject: (e: Error) => void }[] = [];
  readonly latest = new Latest(
    () => {
      this.asked++;
      return new Promise<string>((resolve, reject) => this.waiting.push({ resolve, reject }));
    },
    LIMITS,
    () => this.nowMs,
  );

  says(value: string): void {
    this.waiting.shift()?.resolve(value);
  }

  fails(message: string): void {
    this.waiting.shift()?.reject(new Error(message));
  }

  async tells(value: string) {
    const told = this.latest.get();
    this.says(value);
    return told;
  }
}

describe('what was said lately', () => {
  it('is asked for once, whoever asks at the same time', async () => {
    const oracle = new Oracle();
    const both = Promise.all([oracle.latest.get(), oracle.latest.get()]);
    oracle.says('yes');
    const yes = { value: 'yes', current: true };
    expect(await both).toEqual([yes, yes]);
    expect(oracle.asked).toBe(1);
  });

  it('is not asked for again while it is fresh, and then it is', async () => {
    const oracle = new Oracle();
    await oracle.tells('one');
    oracle.nowMs = LIMITS.freshMs;
    expect(await oracle.latest.get()).toEqual({ value: 'one', current: true });
    expect(oracle.asked).toBe(1);
    oracle.nowMs = LIMITS.freshMs + 1;
    expect(await oracle.tells('two')).toEqual({ value: 'two', current: true });
  });

  it('stands in, and is said to be old, while no answer comes', async () => {
    const oracle = new Oracle();
    await oracle.tells('one');
    oracle.nowMs = LIMITS.knownMsMax;
    expect(await oracle.latest.get()).toEqual({ value: 'one', current: false });
    oracle.nowMs++;
    expect(await oracle.latest.get()).toBeUndefined();
    expect(oracle.asked).toBe(2); // the question that nobody answers is not asked again
    oracle.says('two');
    expect(await oracle.latest.get()).toEqual({ value: 'two', current: true });
  });

  it('stands in where the question fails, with the reason at hand, and is asked for again', async () => {
    const oracle = new Oracle();
    await oracle.tells('one');
    oracle.nowMs = 500;
    const told = oracle.latest.get();
    oracle.fails('away');
    expect(await told).toEqual({ value: 'one', current: false });
    expect(oracle.latest.failure).toEqual(new Error('away'));
    expect(await oracle.tells('two')).toEqual({ value: 'two', current: true });
    expect(oracle.latest.failure).toBeUndefined();
  });

  it('is taken as it is where it comes at once, and failing at once is failing', async () => {
    let answer = 1;
    const latest = new Latest(() => answer++, LIMITS);
    expect(await latest.get()).toEqual({ value: 1, current: true });
    expect(await latest.get()).toEqual({ value: 2, current: true });
    const broken = new Latest((): number => {
      throw new Error('broken');
    }, LIMITS);
    expect(await broken.get()).toBeUndefined();
    expect(broken.failure).toEqual(new Error('broken'));
  });
});
