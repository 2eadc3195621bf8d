import type { Refusal } from '@gongdan/core';

/** Every refusal of the feedback stage: one place per code. */
export const surveyRefusals = {
  notFound: (): Refusal => ({
    code: 'FEEDBACK.SURVEY_NOT_FOUND',
    category: 'not-found',
    message: 'There is no such survey, or the link is not the one that was sent.',
    hint: 'Open the link once more, just as it was sent.',
  }),
  alreadyAnswered: (): Refusal => ({
    code: 'FEEDBACK.ALREADY_ANSWERED',
    category: 'rejected',
    message: 'This survey was answered already; one answer counts.',
    hint: 'Whoever has more to say can complain through the same link.',
  }),
  expired: (expiresAt: string): Refusal => ({
    code: 'FEEDBACK.SURVEY_EXPIRED',
    category: 'rejected',
    message: `This survey could be answered until ${expiresAt}.`,
    hint: 'Call the desk: it takes down what you have to say.',
  }),
};
