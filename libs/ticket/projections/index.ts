import type { Projection } from '@gongdan/projections';
import { dailyRegisterProjection } from './daily-register/daily-register.projection.js';
import { dispatchBoardProjection } from './dispatch-board/dispatch-board.projection.js';
import { technicianLoadProjection } from './technician-load/technician-load.projection.js';
import { technicianWorkProjection } from './technician-work/technician-work.projection.js';
import { ticketDetailProjection } from './ticket-detail/ticket-detail.projection.js';
import { ticketSearchProjection } from './ticket-search/ticket-search.projection.js';

export * from './daily-register/daily-register.projection.js';
export * from './dispatch-board/dispatch-board.projection.js';
export * from './dispatch-board/lane.js';
export * from './row-attention.js';
export * from './row-promises.js';
export * from './technician-load/technician-load.projection.js';
export * from './technician-work/technician-work.projection.js';
export * from './ticket-detail/ticket-detail.projection.js';
export * from './ticket-detail/ticket-detail.row.js';
export * from './ticket-event.js';
export * from './ticket-search/day-words.js';
export * from './ticket-search/ticket-search.projection.js';

/** Every read model of the ticket stage. */
export const ticketProjections: readonly Projection[] = [
  ticketDetailProjection,
  ticketSearchProjection,
  dispatchBoardProjection,
  technicianLoadProjection,
  technicianWorkProjection,
  dailyRegisterProjection,
];
