/** Longest appointment window: one that spans days promises nothing. */
export const APPOINTMENT_HOURS_MAX = 24;
/** How far ahead an appointment may lie: five years. What is later is a slip of the hand. */
export const APPOINTMENT_DAYS_AHEAD_MAX = 1_827;
/** Most assistants beside the lead technician. */
export const ASSISTANTS_MAX = 20;
/** Most work entries of one ticket, over all its cycles. */
export const WORK_ENTRIES_MAX = 500;
/** Most part lines of one ticket, over all its cycles. */
export const PART_ENTRIES_MAX = 500;
/** Most part lines in one report. */
export const PARTS_PER_REPORT_MAX = 100;
export const COMMENT_LENGTH_MAX = 10_000;
export const COMMENTS_MAX = 5_000;
export const ATTACHMENTS_MAX = 100;
/** Largest attached file, decoded. */
export const ATTACHMENT_BYTES_MAX = 1_000_000;
/** Most resolution cycles: the first one and its reopenings. */
export const CYCLES_MAX = 100;
/** Longest span in which a customer may want the visit: a month. */
export const WANTED_HOURS_MAX = 744;
