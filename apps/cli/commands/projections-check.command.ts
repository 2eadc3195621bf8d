import { examples, groupOf, type AddCommand } from '../command.js';
import { withEngine, type EngineAccess } from '../engine-access.js';
import { EXIT } from '../exit-codes.js';
import { addProjections } from '../stages.js';
import type { Terminal } from '../terminal.js';
import { PROJECTIONS } from './projections-status.command.js';

export const addProjectionsCheck: AddCommand = ({ program, terminal, run }) => {
  groupOf(program, 'projections', PROJECTIONS)
    .command('check')
    .description(
      'Compares a read model (or all of them) row by row with a fresh fold of the log. Exits with 1 ' +
        'where they differ. May run beside a working engine.',
    )
    .argument('[name]', 'the read model; without it: all')
    .option('--json', 'print the results as JSON')
    .addHelpText('after', examples('projections check', 'projections check ticket-detail --json'))
    .action(
      run(async (name: string | undefined, { json }: { json?: boolean }) => {
        const results = await withEngine(terminal, 'projections check', async (engine) => {
          await addProjections(engine);
          const checked = [];
          for (const one of name === undefined ? await allNames(engine, terminal) : [name]) {
            const result = await engine.projections.check(one);
            if (json !== true) terminal.print(wordsOf(result));
            checked.push(result);
          }
          return checked;
        });
        if (json === true) terminal.print(JSON.stringify(results));
        const differ = results.some(({ differenceCount }) => differenceCount > 0);
        return differ ? EXIT.failed : EXIT.ok;
      }),
    );
};

/** All that can be checked here. Of those that only other processes know, nobody here has the fold. */
async function allNames(engine: EngineAccess, terminal: Terminal): Promise<readonly string[]> {
  const statuses = await engine.projections.status();
  for (const { name } of statuses.filter(({ version }) => version === undefined)) {
    terminal.note(`${name}: not checked, this version of the engine does not know it.`);
  }
  return statuses.filter(({ version }) => version !== undefined).map(({ name }) => name);
}

function wordsOf(result: {
  readonly projection: string;
  readonly position: number;
  readonly rows: number;
  readonly differenceCount: number;
  readonly differences: readonly {
    readonly key: string;
    readonly kind: string;
    readonly columns: readonly string[];
  }[];
}): string {
  const { projection, position, rows, differenceCount, differences } = result;
  const at = `${projection} at position ${position}`;
  if (differenceCount === 0) return `${at}: ${rows} rows, equal to the log.`;
  const listed = differences.map(({ key, kind, columns }) =>
    `  ${key}: ${kind} ${columns.join(', ')}`.trimEnd(),
  );
  return [`${at}: ${differenceCount} rows differ from the log`, ...listed].join('\n');
}
