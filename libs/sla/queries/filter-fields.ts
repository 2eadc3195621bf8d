import { EnumListField, FILTER_VALUES_MAX, IdListField, InstantField } from '@gongdan/platform';
import { NONE } from './list-clocks/clock-filter.js';

const orNone = (what: string): string =>
  `${what}; several with commas between. \`${NONE}\`: those that have none.`;

/** Some ids or names. */
export const Ids = (what: string): PropertyDecorator =>
  IdListField({
    description: orNone(what),
    itemsMin: 1,
    itemsMax: FILTER_VALUES_MAX,
    optional: true,
  });

/** Some of these words. */
export const Words = (words: readonly string[], description: string): PropertyDecorator =>
  EnumListField(words, { description, itemsMin: 1, optional: true });

/** Some of these words, or those that have none. */
export const WordsOrNone = (words: readonly string[], what: string): PropertyDecorator =>
  Words([...words, NONE], orNone(what));

/** From a moment on. */
export const From = (what: string): PropertyDecorator =>
  InstantField({ description: `${what} at this moment or later.`, optional: true });

/** Until a moment, which is not meant any more. */
export const To = (what: string): PropertyDecorator =>
  InstantField({ description: `${what} before this moment.`, optional: true });
