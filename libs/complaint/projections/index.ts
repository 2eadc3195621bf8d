import type { Projection } from '@gongdan/projections';
import { complaintProjection } from './complaint/complaint.projection.js';

/** Every read model of the complaint stage. */
export const complaintProjections: readonly Projection[] = [complaintProjection];
