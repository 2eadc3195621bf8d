import { systemCaller } from '@gongdan/contracts';
import { epochMsOf, GongdanError } from '@gongdan/core';
import { examples, groupOf, type AddCommand } from '../command.js';
import { withEngine, type EngineAccess } from '../engine-access.js';
import { EXIT } from '../exit-codes.js';
import { startProgress } from '../progress.js';
import { addProjections } from '../stages.js';
import type { Terminal } from '../terminal.js';

interface Options {
  readonly reason: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

interface Recalculated {
  readonly outdated: number;
  readonly recalculated: number;
}

export const addSlaRecalculate: AddCommand = ({ program, terminal, run }) => {
  groupOf(program, 'sla', 'Promises: policies and what they come to.')
    .command('recalculate')
    .description(
      'Moves every open ticket and complaint whose clocks follow an older version of a policy or calendar to ' +
        'the one in force now, each by a recorded decision that shows the old and the new due moment. May be ' +
        'stopped and started again: what is moved is left alone. Closed clocks never change.',
    )
    .requiredOption('--reason <text>', 'why; recorded with each of them')
    .option('--dry-run', 'count them only')
    .option('--json', 'print {outdated, recalculated} as JSON')
    .addHelpText(
      'after',
      examples('sla recalculate --reason "New house promises from March on" --dry-run') +
        '\n\nWhat it would change: gongdan sla what-if.',
    )
    .action(
      run(async (options: Options) => {
        const result = await withEngine(terminal, 'sla recalculate', (engine) =>
          recalculate(engine, terminal, options),
        );
        if (options.json === true) terminal.print(JSON.stringify(result));
        else if (options.dryRun === true) terminal.print(`${result.outdated} would be moved.`);
        else terminal.print(`${result.recalculated} of ${result.outdated} moved.`);
        return EXIT.ok;
      }),
    );
};

async function recalculate(
  engine: EngineAccess,
  terminal: Terminal,
  { reason, dryRun }: Options,
): Promise<Recalculated> {
  const {
    ClockKeeper,
    loadPolicyBook,
    PromiseDecisions,
    readOutdatedPromises,
    requirePinnedVersions,
  } = await import('@gongdan/sla');
  const { store, executor, clock } = engine;
  const book = loadPolicyBook(engine.settings);
  await addProjections(engine);
  // In a shell with other folders than the engine’s, what is newer than theirs would be moved back.
  await requirePinnedVersions(engine.pool, book);
  const inForce = book.inForce(epochMsOf(clock.now()));
  const { value: outdated } = await engine.projections.readAt('sla-clock', (client) =>
    readOutdatedPromises(client, inForce),
  );
  if (dryRun === true) return { outdated: outdated.length, recalculated: 0 };
  const keeper = new ClockKeeper(store, executor, book);
  const decisions = new PromiseDecisions(store, executor, clock, book, keeper);
  const progress = startProgress(terminal, 'sla recalculate', clock);
  let recalculated = 0;
  try {
    for (const subject of outdated) {
      terminal.signal.throwIfAborted();
      const result = await decisions.decide('Recalculate', subject, reason, {
        caller: systemCaller('system'),
      });
      if (!result.ok) throw new GongdanError(result.error);
      recalculated += 1;
      progress.update(recalculated / outdated.length, `${recalculated} of ${outdated.length}`);
    }
  } finally {
    progress.end();
  }
  return { outdated: outdated.length, recalculated };
}
