import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import type { Role } from '@gongdan/contracts';
import { GongdanError } from '@gongdan/core';
import { examples, groupOf, type AddCommand } from '../command.js';
import { withEngine } from '../engine-access.js';
import { UsageError } from '../exit-codes.js';
import { USERS } from './users-list.command.js';

interface Options {
  readonly role: readonly string[];
  readonly name?: string;
  readonly technician?: string;
  readonly customer?: string;
  readonly email?: string;
  readonly passwordStdin?: boolean;
  readonly json?: boolean;
}

const GENERATED_PASSWORD_BYTES = 15;

export const addUsersAdd: AddCommand = ({ program, terminal, run }) => {
  groupOf(program, 'users', USERS)
    .command('add')
    .description(
      'Adds an account. Without --password-stdin a password is made up and printed once.',
    )
    .argument('<username>', 'letters, digits and . _ @ -')
    .requiredOption(
      '--role <role>',
      'what the account may do; may be given several times',
      (role: string, roles: string[] | undefined) => [...(roles ?? []), role],
    )
    .option('--name <text>', 'how the user is called')
    .option('--technician <id>', 'the technician that the account belongs to (role technician)')
    .option(
      '--customer <id>',
      'the customer that the account belongs to (role customer, which opens its own login only)',
    )
    .option('--email <address>', 'where notices are mailed to')
    .option('--password-stdin', 'read the password from standard input (its first line)')
    .option('--json', 'print the account (and a password that was made up) as JSON')
    .addHelpText(
      'after',
      examples(
        'users add dispatcher-2 --role dispatcher --name "Dispatcher Two"',
        'users add technician-2 --role technician --technician f1 --password-stdin < password.txt',
      ),
    )
    .action(
      run(async (username: string, options: Options) => {
        const roles = await rolesOf(options.role);
        const given = options.passwordStdin === true ? await firstLineOfInput() : undefined;
        const password = given ?? randomBytes(GENERATED_PASSWORD_BYTES).toString('base64url');
        const { name, technician, customer, email } = options;
        const account = await withEngine(terminal, 'users add', async ({ accounts }) => {
          const created = await accounts.create({
            username,
            password,
            roles,
            ...(name === undefined ? {} : { displayName: name }),
            ...(technician === undefined ? {} : { technicianId: technician }),
            ...(customer === undefined ? {} : { customerId: customer }),
            ...(email === undefined ? {} : { email }),
          });
          if (!created.ok) throw new GongdanError(created.error);
          return created.value;
        });
        const madeUp = given === undefined ? { password } : {};
        if (options.json === true) return terminal.print(JSON.stringify({ ...account, ...madeUp }));
        terminal.print(`Added ${account.username} as ${account.roles.join(', ')}.`);
        if (given === undefined) terminal.print(`Password (shown only now): ${password}`);
      }),
    );
};

async function rolesOf(given: readonly string[]): Promise<Role[]> {
  const { ACCOUNT_ROLES } = await import('@gongdan/platform');
  const unknown = given.find((role) => !ACCOUNT_ROLES.includes(role as Role));
  if (unknown === undefined) return given as Role[];
  throw new UsageError(`there is no role '${unknown}'; known: ${ACCOUNT_ROLES.join(', ')}`);
}

const firstLineOfInput = async (): Promise<string> =>
  (await text(process.stdin)).split(/\r?\n/, 1)[0] ?? '';
