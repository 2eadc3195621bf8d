import { examples, groupOf, type AddCommand } from '../command.js';
import { withEngine } from '../engine-access.js';
import { table } from '../table.js';

export const USERS = 'Accounts that may log in to the API.';

export const addUsersList: AddCommand = ({ program, terminal, run }) => {
  groupOf(program, 'users', USERS)
    .command('list')
    .description('Lists all accounts, disabled ones too.')
    .option('--json', 'print the list as JSON')
    .addHelpText('after', examples('users list'))
    .action(
      run(async ({ json }: { json?: boolean }) => {
        const accounts = await withEngine(terminal, 'users list', (engine) =>
          engine.accounts.list(),
        );
        if (json === true) return terminal.print(JSON.stringify(accounts));
        terminal.print(
          table(
            ['user name', 'name', 'roles', 'technician', 'state'],
            accounts.map((account) => [
              account.username,
              account.displayName,
              account.roles.join(', '),
              account.technicianId ?? '',
              [account.disabled ? 'disabled' : 'enabled', account.demo ? 'demo' : '']
                .filter((word) => word !== '')
                .join(', '),
            ]),
          ),
        );
      }),
    );
};
