/** Ids and what counts as one: correlation ids, too. */
export const IDENTIFIER = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/;

/** What every path parameter looks like: ids, names of commands, user names (which may have an @). */
export const PATH_PARAMETER = /^[A-Za-z0-9][A-Za-z0-9._:@-]{0,99}$/;
