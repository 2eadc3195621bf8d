import { resolve } from 'node:path';
import type { CheckedWorkflows } from '@gongdan/workflow';
import { UsageError } from './exit-codes.js';

/**
 * Reads and checks the definitions of a folder, which need not be all of an engine; without one, those that
 * come with the engine, as a start does.
 */
export async function readWorkflowFolder(folder?: string): Promise<CheckedWorkflows> {
  const { checkWorkflowFolder, checkWorkflows, readWorkflowFiles } =
    await import('@gongdan/workflow');
  const { ticketWorkflowVocabulary } = await import('@gongdan/ticket');
  if (folder === undefined) {
    const { configFolder } = await import('@gongdan/platform');
    return checkWorkflowFolder(configFolder('workflows'), ticketWorkflowVocabulary);
  }
  const path = resolve(folder);
  const files = readWorkflowFiles(path);
  // Of a wrong folder it must not be said that all is well.
  if (files.length === 0) throw new UsageError(`there are no definitions (*.yaml) in ${path}`);
  return checkWorkflows(files, ticketWorkflowVocabulary);
}
