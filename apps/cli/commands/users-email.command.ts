import { GongdanError } from '@gongdan/core';
import { examples, groupOf, type AddCommand } from '../command.js';
import { withEngine } from '../engine-access.js';
import { USERS } from './users-list.command.js';

export const addUsersEmail: AddCommand = ({ program, terminal, run }) => {
  groupOf(program, 'users', USERS)
    .command('email')
    .description('Sets the address that an account’s notices are mailed to, or takes it away.')
    .argument('<username>', 'user name or id of the account')
    .argument('[address]', 'the address; left out: there is none any more')
    .option('--json', 'print the account as JSON')
    .addHelpText(
      'after',
      examples('users email dispatcher-2 dispatcher-2@service.example', 'users email dispatcher-2'),
    )
    .action(
      run(async (username: string, address: string | undefined, { json }: { json?: boolean }) => {
        const changed = await withEngine(terminal, 'users email', ({ accounts }) =>
          accounts.setEmail(username, address ?? null),
        );
        if (!changed.ok) throw new GongdanError(changed.error);
        const { value: account } = changed;
        if (json === true) return terminal.print(JSON.stringify(account));
        terminal.print(
          account.email === null
            ? `Nothing is mailed to ${account.username} any more.`
            : `Notices to ${account.username} are mailed to ${account.email}.`,
        );
      }),
    );
};
