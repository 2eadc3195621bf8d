import { examples, groupOf, type AddCommand } from '../command.js';
import { UsageError } from '../exit-codes.js';
import { readWorkflowFolder } from '../workflow-folder.js';

interface Options {
  readonly folder?: string;
  readonly language?: string;
  readonly json?: boolean;
}

export const addWorkflowDraw: AddCommand = ({ program, terminal, run }) => {
  groupOf(program, 'workflow', 'Workflow definitions: the ways that tickets go.')
    .command('draw')
    .description(
      'Draws a definition (its newest version), or all of them, as Mermaid state diagrams.',
    )
    .argument('[id]', 'the workflow, e.g. paid; a certain version: paid.v1')
    .option('--language <code>', 'en or zh-CN', 'en')
    .option('--folder <path>', 'where the definitions lie (default: those the engine loads)')
    .option('--json', 'print [{id, version, diagram}] as JSON')
    .addHelpText('after', examples('workflow draw paid', 'workflow draw --language zh-CN'))
    .action(
      run(async (id: string | undefined, { folder, language, json }: Options) => {
        if (language !== 'en' && language !== 'zh-CN') {
          throw new UsageError(`--language is en or zh-CN, not '${language}'`);
        }
        const { drawWorkflow } = await import('@gongdan/workflow');
        const { definitions, findings } = await readWorkflowFolder(folder);
        const newest = definitions.filter(
          (one) => !definitions.some((other) => other.id === one.id && other.version > one.version),
        );
        const chosen =
          id === undefined
            ? newest
            : [
                ...newest.filter((one) => one.id === id),
                ...definitions.filter((one) => `${one.id}.v${one.version}` === id),
              ].slice(0, 1);
        if (findings.length > 0) {
          const faults = `${findings.length} fault(s) in the definitions: workflow check lists them`;
          if (chosen.length === 0) throw new UsageError(`there is nothing to draw; ${faults}`);
          terminal.note(faults);
        }
        if (chosen.length === 0) {
          const known = newest.map((one) => one.id).join(', ');
          throw new UsageError(`there is no workflow '${id}'; known: ${known}`);
        }
        const drawn = chosen.map((one) => ({
          id: one.id,
          version: one.version,
          diagram: drawWorkflow(one, language),
        }));
        if (json === true) terminal.print(JSON.stringify(drawn));
        else terminal.print(drawn.map(({ diagram }) => diagram.trimEnd()).join('\n\n'));
      }),
    );
};
