import type { Projection } from '@gongdan/projections';
import { invoiceProjection } from './invoice/invoice.projection.js';

/** Every read model of billing. */
export const billingProjections: readonly Projection[] = [invoiceProjection];
