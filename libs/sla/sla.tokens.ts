/** The loaded, checked policies and calendars (`PolicyBook`). */
export const POLICY_BOOK = Symbol('POLICY_BOOK');
