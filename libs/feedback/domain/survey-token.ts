import { createHash, createHmac, type KeyObject } from 'node:crypto';

/**
 * The token of a survey’s private link: it follows from the survey and a secret that lies outside the
 * database, so it can be sent or shown again without being stored anywhere. 43 characters of base64url.
 */
export const surveyTokenOf = (secret: KeyObject, surveyId: string): string =>
  createHmac('sha256', secret).update(`survey-link\0${surveyId}`).digest('base64url');

/** What the event keeps of a token: who reads the log cannot answer in the customer’s place. */
export const tokenSha256Of = (token: string): string =>
  createHash('sha256').update(token).digest('hex');
