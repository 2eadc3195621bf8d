import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { CheckedWorkflows } from '@gongdan/workflow';

/** Reads and checks the definitions of a folder; without one, those that come with the engine. */
export async function readWorkflowFolder(folder?: string): Promise<CheckedWorkflows> {
  const { checkWorkflows } = await import('@gongdan/workflow');
  const { ticketWorkflowVocabulary } = await import('@gongdan/ticket');
  const path = folder === undefined ? await engineFolder() : resolve(folder);
  const files = readdirSync(path)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => ({ name, text: readFileSync(join(path, name), 'utf8') }));
  return checkWorkflows(files, ticketWorkflowVocabulary);
}

async function engineFolder(): Promise<string> {
  const { configFolder } = await import('@gongdan/platform');
  return configFolder('workflows');
}
