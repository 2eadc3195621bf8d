import { messageOf } from '@gongdan/core';
import { readSettings, type Settings } from '@gongdan/platform';
import {
  EXIT_FAILED,
  EXIT_INTERRUPTED,
  EXIT_OK,
  exitCodeOf,
  failureText,
  type FailureView,
} from './exit.js';
import type { RunningHost } from './running-host.js';
import { StopSignal } from './stop-signal.js';

const say = (line: string) => process.stdout.write(`${line}\n`);
const complain = (line: string) => process.stderr.write(`${line}\n`);

/** How a program is to run, as its arguments say. */
export interface ProgramPlan {
  /** Stop when the process that started this one is gone. */
  readonly stopWithParent?: boolean;
  readonly start: (settings: Settings, note: (line: string) => void) => Promise<RunningHost>;
}

/**
 * The life of a host: starts it, says where it is, and stops it in order on a signal or when something
 * failed that nobody handled. `plan` reads the arguments; a text in place of a plan is shown, and that is
 * all. Answers the exit code.
 */
export async function runProgram(plan: () => ProgramPlan | string): Promise<number> {
  let view: FailureView = { debug: false, embedded: true };
  const stop = new StopSignal();
  try {
    const planned = plan();
    if (typeof planned === 'string') {
      say(planned);
      return EXIT_OK;
    }
    if (planned.stopWithParent === true) stop.followParent();
    const settings = readSettings();
    view = {
      debug: settings.logLevel === 'debug',
      embedded: settings.databaseUrl === undefined,
    };
    const host = await planned.start(settings, say);
    say(host.banner);
    return await runUntilStopped(host, stop, view);
  } catch (error) {
    // Ctrl-C also ends the programs that the start was waiting for: that is no failure.
    if (stop.received !== undefined) return EXIT_INTERRUPTED;
    complain(failureText(error, view));
    return exitCodeOf(error);
  }
}

async function runUntilStopped(
  host: RunningHost,
  stop: StopSignal,
  view: FailureView,
): Promise<number> {
  const broken = nextUncaught();
  const reason = await Promise.race([stop.first, broken]);
  if (reason instanceof Error) {
    complain(`error: the engine stops after a failure nobody handled: ${messageOf(reason)}`);
    complain(reason.stack ?? '');
  } else {
    say(`Stopping (${reason}) …`);
  }
  try {
    await host.stop();
  } catch (error) {
    complain(failureText(error, view));
    return EXIT_FAILED;
  }
  return reason instanceof Error ? EXIT_FAILED : EXIT_OK;
}

/** What nobody handled leaves the process in a state that nobody knows: it stops in order. */
const nextUncaught = (): Promise<Error> =>
  new Promise((resolve) => {
    process.on('uncaughtException', resolve);
    process.on('unhandledRejection', (reason) =>
      resolve(reason instanceof Error ? reason : new Error(messageOf(reason))),
    );
  });
