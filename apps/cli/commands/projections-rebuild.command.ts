import { examples, groupOf, type AddCommand } from '../command.js';
import { withEngine } from '../engine-access.js';
import { startProgress } from '../progress.js';
import { addProjections } from '../stages.js';
import { PROJECTIONS } from './projections-status.command.js';

export const addProjectionsRebuild: AddCommand = ({ program, terminal, run }) => {
  groupOf(program, 'projections', PROJECTIONS)
    .command('rebuild')
    .description(
      'Builds a read model anew from the log, beside the live one, and swaps it in. The live one goes on ' +
        'meanwhile; Ctrl-C leaves it as it was.',
    )
    .argument('<name>', 'the read model, e.g. dispatch-board')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', examples('projections rebuild dispatch-board'))
    .action(
      run(async (name: string, { json }: { json?: boolean }) => {
        const result = await withEngine(terminal, 'projections rebuild', async (engine) => {
          await addProjections(engine);
          const progress = startProgress(terminal, 'Rebuilding', engine.clock);
          try {
            return await engine.projections.rebuild(name, {
              signal: terminal.signal,
              onProgress: ({ phase, position, total, eventsPerSecond }) =>
                progress.update(
                  total === 0 ? 1 : Math.min(position / total, 1),
                  `${phase}, ${position} of ${total} events, ${Math.round(eventsPerSecond)}/s`,
                ),
            });
          } finally {
            progress.end();
          }
        });
        if (json === true) return terminal.print(JSON.stringify(result));
        const { projection, version, events, position, tookMs, unfolded } = result;
        terminal.print(
          `${projection} v${version} shows the log up to ${position}: ${events} events in ` +
            `${(tookMs / 1_000).toFixed(1)} s${unfolded === 0 ? '' : `, ${unfolded} dead letters`}.`,
        );
      }),
    );
};
