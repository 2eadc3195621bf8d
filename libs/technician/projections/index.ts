import type { Projection } from '@gongdan/projections';
import { technicianProjection } from './technician/technician.projection.js';

/** Every read model of the technicians’ file. */
export const technicianProjections: readonly Projection[] = [technicianProjection];
