import { examples, groupOf, type AddCommand } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { readWorkflowFolder } from '../workflow-folder.js';

interface Options {
  readonly folder?: string;
  readonly json?: boolean;
}

export const addWorkflowCheck: AddCommand = ({ program, terminal, run }) => {
  groupOf(program, 'workflow', 'Workflow definitions: the ways that tickets go.')
    .command('check')
    .description(
      'Checks all definitions: unreachable states, dead ends, unknown roles, commands and guards, each ' +
        'named with file and line. Needs no database. Exits with 1 where something is wrong.',
    )
    .option('--folder <path>', 'the definitions to check (default: those the engine loads)')
    .option('--json', 'print {definitions, findings} as JSON')
    .addHelpText(
      'after',
      examples('workflow check', 'workflow check --folder ./my-workflows --json'),
    )
    .action(
      run(async ({ folder, json }: Options) => {
        const { definitions, findings } = await readWorkflowFolder(folder);
        if (json === true) {
          const names = definitions.map(({ id, version }) => ({ id, version }));
          terminal.print(JSON.stringify({ definitions: names, findings }));
        } else {
          for (const { file, line, column, message } of findings) {
            terminal.print(`${file}:${line}:${column}: ${message}`);
          }
          const names = definitions.map(({ id, version }) => `${id} v${version}`).join(', ');
          if (findings.length === 0) terminal.print(`All is well: ${names}.`);
        }
        return findings.length === 0 ? EXIT.ok : EXIT.failed;
      }),
    );
};
