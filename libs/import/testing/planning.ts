import { join } from 'node:path';
import { ticketDecider, ticketWorkflowVocabulary } from '@gongdan/ticket';
import { loadWorkflows, type Workflows } from '@gongdan/workflow';
import type { LoadedMapping } from '../mapping/load-mapping.js';
import { bindWorkflow } from '../plan/bind-workflow.js';
import { CasePlanner } from '../plan/case-planner.js';
import { plannerSettings } from '../plan/planner-settings.js';
import { NOW } from './reading.js';

export const workflows: Workflows = loadWorkflows(
  join(import.meta.dirname, '../../../config/workflows'),
  ticketWorkflowVocabulary,
);

export const plannerOf = (loaded: LoadedMapping): CasePlanner =>
  new CasePlanner(ticketDecider(workflows), bindWorkflow(loaded, workflows), {
    ...plannerSettings(loaded.mapping),
    now: NOW,
  });
