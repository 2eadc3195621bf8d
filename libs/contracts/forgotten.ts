/** What is read in the place of personal data whose key was destroyed. */
export const FORGOTTEN = '[forgotten]';

/**
 * A personal text as a read model holds it: forgotten ones are null, exactly as the projection runner
 * leaves them when it empties a row, so that a rebuild gives the same rows.
 */
export const remembered = (text: string | undefined): string | null =>
  text === undefined || text === FORGOTTEN ? null : text;
