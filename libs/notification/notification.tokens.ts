/** What an event is called in words: `(facts: NoticeFacts) => NoticeWords`. */
export const NOTICE_WORDS = Symbol('NOTICE_WORDS');
