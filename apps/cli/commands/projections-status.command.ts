import { examples, groupOf, type AddCommand } from '../command.js';
import { withEngine } from '../engine-access.js';
import { addProjections } from '../stages.js';
import { table } from '../table.js';

export const PROJECTIONS = 'Read models: tables that are folded from the log.';

export const addProjectionsStatus: AddCommand = ({ program, terminal, run }) => {
  groupOf(program, 'projections', PROJECTIONS)
    .command('status')
    .description('Shows how far each read model is behind the log.')
    .option('--json', 'print the list as JSON')
    .addHelpText('after', examples('projections status', 'projections status --json'))
    .action(
      run(async ({ json }: { json?: boolean }) => {
        const statuses = await withEngine(terminal, 'projections status', async (engine) => {
          await addProjections(engine);
          return engine.projections.status();
        });
        if (json === true) return terminal.print(JSON.stringify(statuses));
        terminal.print(
          table(
            ['projection', 'version', 'position', 'behind', 'state', 'dead letters'],
            statuses.map((status) => [
              status.name,
              status.liveVersion,
              status.position,
              status.lagEvents,
              status.rebuild === undefined ? status.state : `rebuild: ${status.rebuild.phase}`,
              status.deadLetters,
            ]),
          ),
        );
      }),
    );
};
