import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ExpireSurveys } from '../commands/expire-surveys/expire-surveys.handler.js';
import { EXPIRY_INTERVAL_MS, SurveyExpiry } from './survey-expiry.js';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

describe('SurveyExpiry', () => {
  it('looks again and again, after a failure too, until it is stopped', async () => {
    const commands: unknown[] = [];
    const failures: unknown[] = [];
    const execute = (command: unknown) => {
      commands.push(command);
      return commands.length === 1 ? Promise.reject(new Error('away')) : Promise.resolve();
    };
    const expiry = new SurveyExpiry({ execute }, (error) => failures.push(error));
    expiry.start();
    expiry.start();
    await jest.advanceTimersByTimeAsync(2 * EXPIRY_INTERVAL_MS);
    expect(commands).toHaveLength(2);
    expect(commands[1]).toBeInstanceOf(ExpireSurveys);
    expect(commands[1]).toMatchObject({ context: { caller: { roles: ['system'] } } });
    expect(failures).toEqual([new Error('away')]);
    await expiry.stop();
    await jest.advanceTimersByTimeAsync(2 * EXPIRY_INTERVAL_MS);
    expect(commands).toHaveLength(2);
  });

  it('finishes the sweep in hand before it stops', async () => {
    let finish: () => void = () => undefined;
    const execute = () => new Promise<void>((resolve) => (finish = resolve));
    const expiry = new SurveyExpiry({ execute }, () => undefined);
    expiry.start();
    await jest.advanceTimersByTimeAsync(EXPIRY_INTERVAL_MS);
    let stopped = false;
    const stopping = expiry.stop().then(() => (stopped = true));
    await jest.advanceTimersByTimeAsync(0);
    expect(stopped).toBe(false);
    finish();
    await stopping;
    expect(stopped).toBe(true);
  });
});
