import { readFileSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { describe, expect, it } from '@jest/globals';
import { format } from 'prettier';
import { buildProgram } from './program.js';

const PAGE = new URL('../../docs/reference/command-line.md', import.meta.url);

const INTRODUCTION = `# The command line

<!-- Generated from the commands: UPDATE_DOCS=1 npm test -- apps/cli/reference -->

From a clone: \`npm run gongdan -- <command>\` (it builds what is missing or out of date first; \`npm run -s\`
keeps npm’s own lines away). In the image: \`gongdan <command>\`.

| exit code | meaning                                                                              |
| --------- | ------------------------------------------------------------------------------------ |
| 0         | done                                                                                 |
| 1         | failed, or found something (\`verify\`, \`workflow check\`, \`projections check\`)         |
| 2         | called wrongly, or a setting is wrong                                                |
| 3         | engine or database not reachable                                                     |
| 130       | ended by Ctrl-C                                                                      |

Answers go to standard output, everything else (progress, notes, errors) to standard error. With \`--json\`
standard output holds JSON and nothing else. Errors are a line and a hint; \`LOG_LEVEL=debug\` adds where it
happened. The settings are those of the engine: [settings](settings.md).
`;

/** The page: what `--help` says, command by command. */
function page(): Promise<string> {
  const printed: string[] = [];
  const { program } = buildProgram({
    print: (text) => printed.push(text),
    note: () => undefined,
    isInteractive: false,
    environment: {},
    signal: new AbortController().signal,
  });
  const helpOf = (command: Command): string => {
    printed.length = 0;
    command.outputHelp();
    return `\`\`\`text\n${printed.join('\n').trim()}\n\`\`\``;
  };
  const leaves = program.commands.flatMap((group) =>
    group.commands.length === 0
      ? [{ title: group.name(), command: group }]
      : group.commands.map((command) => ({
          title: `${group.name()} ${command.name()}`,
          command,
        })),
  );
  const sections = leaves.map(({ title, command }) => `## ${title}\n\n${helpOf(command)}\n`);
  return format([INTRODUCTION, ...sections].join('\n'), { parser: 'markdown' });
}

describe('the reference of the command line', () => {
  it('is what the commands say of themselves (UPDATE_DOCS=1 rewrites it)', async () => {
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(PAGE, await page());
    expect(readFileSync(PAGE, 'utf8')).toBe(await page());
  });
});
