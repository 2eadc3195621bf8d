import type { Projection } from '@gongdan/projections';
import { slaClockProjection } from './sla-clock/sla-clock.projection.js';

export const slaProjections: readonly Projection[] = [slaClockProjection];
