import { GongdanError } from '@gongdan/core';
import { examples, groupOf, type AddCommand } from '../command.js';
import { withEngineParts } from '../engine-access.js';

export const addDemoSeed: AddCommand = ({ program, terminal, run }) => {
  groupOf(program, 'demo', 'The demonstration organisation.')
    .command('seed')
    .description(
      'Sets up the demonstration organisation in an empty log: customers, technicians, accounts, ' +
        'maintenance plans and some working days of tickets in every stage. The first start of the engine does the same.',
    )
    .option('--json', 'print {seeded, password} as JSON')
    .addHelpText('after', examples('demo seed'))
    .action(
      run(async ({ json }: { json?: boolean }) => {
        const { readDemoPassword, setUpDemonstration } = await import('@gongdan/stages');
        const password = await withEngineParts(terminal, 'demo seed', async (parts) => {
          if (!(await setUpDemonstration(parts))) throw notEmpty();
          return readDemoPassword(parts.dataFolder);
        });
        terminal.print(
          json === true
            ? JSON.stringify({ seeded: true, password })
            : `The demonstration organisation is set up. All demo accounts have the password ${password}`,
        );
      }),
    );
};

const notEmpty = (): GongdanError =>
  new GongdanError({
    code: 'DEMO.LOG_NOT_EMPTY',
    category: 'rejected',
    message: 'The log already has events; the demonstration is set up in an empty one only.',
    hint: 'Choose another data folder: DATA_DIR=… npm run gongdan -- demo seed',
  });
