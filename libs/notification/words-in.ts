import type { Settings } from '@gongdan/platform';
import type { PolicyBook } from '@gongdan/sla';
import type { NoticeFacts } from './domain/notice.js';
import { wordsOf, type NoticeLanguage, type NoticeWords } from './domain/words.js';

/** The words of the house: its language, its time zone, and what its policies call their clocks. */
export const wordsIn =
  (
    { noticeLanguage: language, timeZone, publicUrl }: Settings,
    { policies }: Pick<PolicyBook, 'policies'>,
  ): ((facts: NoticeFacts) => NoticeWords) =>
  (facts) =>
    wordsOf(facts, {
      language,
      timeZone,
      publicUrl,
      clockTitle: titleOf(facts, language, policies),
    });

/** Null: it is no promise, or its policy is not there any more. */
function titleOf(
  { promise }: NoticeFacts,
  language: NoticeLanguage,
  policies: PolicyBook['policies'],
): string | null {
  if (promise === null) return null;
  const { id, version } = promise.policy;
  const policy = policies.find((each) => each.id === id && each.version === version);
  return policy?.clocks.find(({ clock }) => clock === promise.clock)?.title[language] ?? null;
}
