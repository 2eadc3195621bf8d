import type { Setting } from './setting.js';
import { SETTINGS_TABLE } from './settings.js';

/** docs/reference/settings.md, from the table. */
export function settingsPage(): string {
  const settings = Object.values<Setting<unknown>>(SETTINGS_TABLE);
  return [
    '# Settings',
    '',
    '<!-- Generated from libs/platform/settings/settings.ts: UPDATE_DOCS=1 npm test -- libs/platform/settings -->',
    '',
    'Settings are environment variables, read and checked once at start. A wrong value stops the start with',
    'one message that names every wrong variable, what was given and what is allowed. A variable set to',
    'nothing counts as absent. Nothing else reads the environment.',
    '',
    ...settings.flatMap((setting) => [
      `## \`${setting.variable}\``,
      '',
      setting.meaning,
      '',
      `- Unit: ${setting.unit}`,
      `- Default: ${setting.standard === undefined ? 'absent' : `\`${setting.standard}\``}`,
      `- Allowed: ${setting.allowed}`,
      '',
    ]),
    '## All defaults',
    '',
    '```sh',
    ...settings
      .filter((setting) => setting.standard !== undefined)
      .map((setting) => `${setting.variable}=${setting.standard}`),
    '```',
    '',
  ].join('\n');
}
