import { examples, groupOf, type AddCommand } from '../command.js';
import { withEngine } from '../engine-access.js';
import { USERS } from './users-list.command.js';

export const addUsersDisable: AddCommand = ({ program, terminal, run }) => {
  groupOf(program, 'users', USERS)
    .command('disable')
    .description('Disables an account and ends its sessions. What it did stays in the log.')
    .argument('<username>', 'user name or id of the account')
    .option('--json', 'print the account as JSON')
    .addHelpText('after', examples('users disable dispatcher-2'))
    .action(
      run(async (username: string, { json }: { json?: boolean }) => {
        const account = await withEngine(terminal, 'users disable', ({ accounts }) =>
          accounts.disable(username),
        );
        terminal.print(json === true ? JSON.stringify(account) : `Disabled ${account.username}.`);
      }),
    );
};
