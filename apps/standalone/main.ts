import { messageOf } from '@gongdan/core';
import { readSettings } from '@gongdan/platform';
import { readArguments, USAGE } from './arguments.js';
import { startHost, type RunningHost } from './host.js';
import { EXIT_FAILED, EXIT_INTERRUPTED, EXIT_OK, exitCodeOf, failureText } from './exit.js';
import { StopSignal } from './stop-signal.js';

const say = (line: string) => process.stdout.write(`${line}\n`);
const complain = (line: string) => process.stderr.write(`${line}\n`);

async function main(): Promise<number> {
  let debug = false;
  const stop = new StopSignal();
  try {
    const { empty, help, stopWithParent } = readArguments(process.argv.slice(2));
    if (help) {
      say(USAGE);
      return EXIT_OK;
    }
    if (stopWithParent) stop.followParent();
    const settings = readSettings();
    debug = settings.logLevel === 'debug';
    const host = await startHost(settings, { empty, note: say });
    say(host.banner);
    return await runUntilStopped(host, stop, debug);
  } catch (error) {
    // Ctrl-C also ends the programs that the start was waiting for: that is no failure.
    if (stop.received !== undefined) return EXIT_INTERRUPTED;
    complain(failureText(error, debug));
    return exitCodeOf(error);
  }
}

async function runUntilStopped(
  host: RunningHost,
  stop: StopSignal,
  debug: boolean,
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
    complain(failureText(error, debug));
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

process.exit(await main());
