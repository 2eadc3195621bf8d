import { fileURLToPath } from 'node:url';
import { loadWorkflows, type Workflows } from '@gongdan/workflow';
import { ticketWorkflowVocabulary } from '../ticket-vocabulary.js';

/** The folder of the definitions that the engine is shipped with. */
export const WORKFLOW_FOLDER = fileURLToPath(
  new URL('../../../../config/workflows', import.meta.url),
);

/** The shipped definitions: specs run on what is really used. */
export const loadTestWorkflows = (): Workflows =>
  loadWorkflows(WORKFLOW_FOLDER, ticketWorkflowVocabulary);
