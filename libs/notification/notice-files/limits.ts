/** Most lines of quiet hours. */
export const QUIET_RULES_MAX = 20;
