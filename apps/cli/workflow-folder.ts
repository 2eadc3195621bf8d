import { resolve } from 'node:path';
import type { CheckedWorkflows } from '@gongdan/workflow';
import { UsageError } from './exit-codes.js';

/** Reads and checks the definitions of a folder; without one, those that come with the engine. */
export async function readWorkflowFolder(folder?: string): Promise<CheckedWorkflows> {
  const { checkWorkflows, readWorkflowFiles } = await import('@gongdan/workflow');
  const { ticketWorkflowVocabulary } = await import('@gongdan/ticket');
  const path = folder === undefined ? await engineFolder() : resolve(folder);
  const files = readWorkflowFiles(path);
  // Of a wrong folder it must not be said that all is well.
  if (files.length === 0) throw new UsageError(`there are no definitions (*.yaml) in ${path}`);
  return checkWorkflows(files, ticketWorkflowVocabulary);
}

async function engineFolder(): Promise<string> {
  const { configFolder } = await import('@gongdan/platform');
  return configFolder('workflows');
}
