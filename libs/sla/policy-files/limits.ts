/** Most clocks of one policy. */
export const CLOCKS_MAX = 50;
/** Most targets of one clock. */
export const TARGETS_MAX = 200;
/** Most warnings of one clock. */
export const WARNINGS_MAX = 10;
/** Most rungs of one ladder. */
export const RUNGS_MAX = 10;
/** Most matchers in one of a clock’s lists: `start`, `after`, `stop`. */
export const MATCHERS_MAX = 20;
/** Most members of an event that one matcher looks at. */
export const WHERE_MEMBERS_MAX = 10;
/** Most values of one word of a condition. */
export const CONDITION_VALUES_MAX = 100;
/** Farthest that a time of day is promised, in working days. */
export const WORKING_DAYS_MAX = 90;
/** Longest business time that is promised, or warned before. */
export const BUSINESS_HOURS_MAX = 10_000;
/** Ids of policies and names of clocks. */
export const NAME_LENGTH_MAX = 50;
export const POLICY_VERSION_MAX = 1_000_000;
export const ORDER_MAX = 1_000_000;
