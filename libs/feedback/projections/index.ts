import type { Projection } from '@gongdan/projections';
import { surveyProjection } from './survey/survey.projection.js';

/** Every read model of the feedback stage. */
export const feedbackProjections: readonly Projection[] = [surveyProjection];
