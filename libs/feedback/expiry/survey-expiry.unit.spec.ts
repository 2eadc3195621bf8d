import { describe, expect, it } from '@jest/globals';
import type { CommandBus } from '@nestjs/cqrs';
import { ExpireSurveys } from '../commands/expire-surveys/expire-surveys.handler.js';
import { SurveyExpiry } from './survey-expiry.js';

/** An expiry whose commands do the next of `work`, and the last one again and again. */
function open(...work: readonly (() => Promise<{ expired: number }>)[]) {
  const commands: unknown[] = [];
  const failures: unknown[] = [];
  const execute = (command: unknown) => {
    commands.push(command);
    return (work[commands.length - 1] ?? work.at(-1))?.();
  };
  const bus = { execute } as unknown as CommandBus;
  return { expiry: new SurveyExpiry(bus, (error) => failures.push(error)), commands, failures };
}

describe('SurveyExpiry', () => {
  it('begins at once, goes on while there is something to expire, then rests', async () => {
    const { promise: done, resolve: finish } = Promise.withResolvers<void>();
    const { expiry, commands, failures } = open(
      () => Promise.resolve({ expired: 500 }),
      () => Promise.resolve({ expired: 1 }),
      () => {
        finish();
        return Promise.resolve({ expired: 0 });
      },
    );
    expiry.start();
    await done;
    await expiry.stop();
    expect(commands).toHaveLength(3);
    expect(commands[0]).toBeInstanceOf(ExpireSurveys);
    expect(commands[0]).toMatchObject({ context: { caller: { roles: ['system'] } } });
    expect(failures).toEqual([]);
  });

  it('tells of a failure and does not throw', async () => {
    const { promise: tried, resolve: seen } = Promise.withResolvers<void>();
    const { expiry, commands, failures } = open(() => {
      seen();
      return Promise.reject(new Error('away'));
    });
    expiry.start();
    await tried;
    await expiry.stop();
    expect(failures).toEqual([new Error('away')]);
    expect(commands).toHaveLength(1);
  });

  it('finishes the sweep in hand before it stops', async () => {
    const begun = Promise.withResolvers<void>();
    const finished = Promise.withResolvers<void>();
    const { expiry } = open(async () => {
      begun.resolve();
      await finished.promise;
      return { expired: 0 };
    });
    expiry.start();
    await begun.promise;
    let stopped = false;
    const stopping = expiry.stop().then(() => (stopped = true));
    await Promise.resolve();
    expect(stopped).toBe(false);
    finished.resolve();
    await stopping;
    expect(stopped).toBe(true);
  });
});
