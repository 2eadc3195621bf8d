import type { AddCommand } from '../command.js';
import { addWorkflowCheck } from './workflow-check.command.js';
import { addWorkflowDraw } from './workflow-draw.command.js';

/** In the order in which the help shows them. */
export const commands: readonly AddCommand[] = [addWorkflowCheck, addWorkflowDraw];
