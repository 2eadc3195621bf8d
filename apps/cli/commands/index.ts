import type { AddCommand } from '../command.js';
import { addCalendarDue } from './calendar-due.command.js';
import { addCalendarElapsed } from './calendar-elapsed.command.js';
import { addCalendarHolidays } from './calendar-holidays.command.js';
import { addDeadLettersList } from './dead-letters-list.command.js';
import { addDeadLettersReplay } from './dead-letters-replay.command.js';
import { addDeadLettersShow } from './dead-letters-show.command.js';
import { addDemoSeed } from './demo-seed.command.js';
import { addEventsTail } from './events-tail.command.js';
import { addFeedStatus } from './feed-status.command.js';
import { addImportEventLog } from './import-event-log.command.js';
import { addProjectionsCheck } from './projections-check.command.js';
import { addProjectionsRebuild } from './projections-rebuild.command.js';
import { addProjectionsStatus } from './projections-status.command.js';
import { addRelayRewind } from './relay-rewind.command.js';
import { addRelayStatus } from './relay-status.command.js';
import { addSimulate } from './simulate.command.js';
import { addSlaRecalculate } from './sla-recalculate.command.js';
import { addSlaWhatIf } from './sla-what-if.command.js';
import { addTicketShow } from './ticket-show.command.js';
import { addTopicsCreate } from './topics-create.command.js';
import { addUsersAdd } from './users-add.command.js';
import { addUsersDisable } from './users-disable.command.js';
import { addUsersEmail } from './users-email.command.js';
import { addUsersList } from './users-list.command.js';
import { addUsersRemoveDemo } from './users-remove-demo.command.js';
import { addVerify } from './verify.command.js';
import { addWorkflowCheck } from './workflow-check.command.js';
import { addWorkflowDraw } from './workflow-draw.command.js';

/** In the order in which the help shows them. */
export const commands: readonly AddCommand[] = [
  addImportEventLog,
  addVerify,
  addEventsTail,
  addTicketShow,
  addProjectionsStatus,
  addProjectionsRebuild,
  addProjectionsCheck,
  addFeedStatus,
  addTopicsCreate,
  addRelayStatus,
  addRelayRewind,
  addWorkflowCheck,
  addWorkflowDraw,
  addCalendarDue,
  addCalendarElapsed,
  addCalendarHolidays,
  addSlaWhatIf,
  addSlaRecalculate,
  addUsersList,
  addUsersAdd,
  addUsersDisable,
  addUsersEmail,
  addUsersRemoveDemo,
  addDeadLettersList,
  addDeadLettersShow,
  addDeadLettersReplay,
  addDemoSeed,
  addSimulate,
];
