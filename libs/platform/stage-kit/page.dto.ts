import type { Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import type { Row } from '@gongdan/projections';
import { readAnswer } from '../http/answers.js';
import { FreshQuery } from '../http/fresh-reads.js';
import { IntegerField, TextField } from '../validation/fields.js';
import { CURSOR_LENGTH_MAX } from './cursor.js';
import type { Page } from './read-page.js';

export const PAGE_LIMIT_DEFAULT = 50;
export const PAGE_LIMIT_MAX = 200;
/** Most values of one filter that takes several. */
export const FILTER_VALUES_MAX = 20;

interface Paging {
  limit?: number;
  cursor?: string;
}

/** A list’s query string: its filters, which its count takes too, and where a page begins and ends. */
export function pageQueryOf<Filters extends object>(
  filters: Type<Filters>,
): Type<Filters & Paging> {
  class Query extends (filters as Type<object>) implements Paging {
    @IntegerField({
      description: `Most items of one page; ${PAGE_LIMIT_DEFAULT} where it is not given.`,
      min: 1,
      max: PAGE_LIMIT_MAX,
      optional: true,
    })
    limit?: number;

    @TextField({
      description: '`nextCursor` of the page before, with the same filters.',
      lengthMax: CURSOR_LENGTH_MAX,
      optional: true,
    })
    cursor?: string;
  }
  return Query as Type<Filters & Paging>;
}

/** Base of query strings of lists that nobody counts. */
export class PageQuery extends pageQueryOf(FreshQuery) {}

/** The answer to a list’s `/count`. */
export class ListCount {
  @ApiProperty({
    description: 'Position of the log that the count is of.',
    type: 'integer',
    minimum: 0,
  })
  position!: number;

  @ApiProperty({
    description: 'Exactly as many items as the list with the same filters has.',
    type: 'integer',
    minimum: 0,
  })
  count!: number;
}

/** The member `nextCursor` of a page. */
export const ShownNextCursor = (
  description = 'For the next page; null: there is none.',
): PropertyDecorator =>
  ApiProperty({ description, type: 'string', nullable: true, maxLength: CURSOR_LENGTH_MAX });

export interface PageAnswer<Item> {
  readonly position: number;
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/** The documented class of a page of items: `{position, items, nextCursor}`. */
export function pageAnswerOf<Item>(item: Type<Item>, name: string): Type<PageAnswer<Item>> {
  class Answer implements PageAnswer<Item> {
    @ApiProperty({
      description: 'Position of the log that the page shows.',
      type: 'integer',
      minimum: 0,
    })
    position!: number;

    @ApiProperty({ type: [item], maxItems: PAGE_LIMIT_MAX })
    items!: Item[];

    @ShownNextCursor()
    nextCursor!: string | null;
  }
  Object.defineProperty(Answer, 'name', { value: name });
  return Answer;
}

/** The answer to a list: its page with every row turned into an item. */
export const pageAnswer = <R extends Row, Item>(
  read: { readonly position: number; readonly value: Page<R> },
  itemOf: (row: R) => Item,
): PageAnswer<Item> =>
  readAnswer({
    position: read.position,
    items: read.value.rows.map(itemOf),
    nextCursor: read.value.nextCursor,
  });
