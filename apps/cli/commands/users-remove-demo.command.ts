import { examples, groupOf, type AddCommand } from '../command.js';
import { withEngine } from '../engine-access.js';
import { USERS } from './users-list.command.js';

export const addUsersRemoveDemo: AddCommand = ({ program, terminal, run }) => {
  groupOf(program, 'users', USERS)
    .command('remove-demo')
    .description(
      'Disables the accounts of the demonstration, whose passwords were printed. Only then does the ' +
        'engine listen on anything but loopback, or trust a proxy.',
    )
    .option('--json', 'print {disabled} as JSON')
    .addHelpText('after', examples('users remove-demo'))
    .action(
      run(async ({ json }: { json?: boolean }) => {
        const disabled = await withEngine(terminal, 'users remove-demo', ({ accounts }) =>
          accounts.disableDemoAccounts(),
        );
        terminal.print(
          json === true ? JSON.stringify({ disabled }) : `Disabled ${disabled} demo accounts.`,
        );
      }),
    );
};
