import type { Projection } from '@gongdan/projections';
import { slaClockProjection } from './sla-clock/sla-clock.projection.js';
import { slaTicketProjection } from './sla-ticket/sla-ticket.projection.js';

export const slaProjections: readonly Projection[] = [slaClockProjection, slaTicketProjection];
