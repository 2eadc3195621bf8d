import { instantOf } from '@gongdan/core';
import type { Caller } from '@gongdan/contracts';
import type { TicketPage } from '../../../libs/ticket/queries/list-tickets/list-tickets.dto.js';
import type { Desk } from './desk.js';
import type { ListCase, ListQuery } from './list-cases.js';

const DISPATCHER: Caller = { actor: 'bench', roles: ['dispatcher'], technicianId: null };

export type Ask = () => Promise<TicketPage>;

/** The requests of a case for its first pages, and for pages in the middle of those lists that have several. */
export async function pagesOf(
  desk: Desk,
  listCase: ListCase,
): Promise<{ first: Ask[]; deep: Ask[] }> {
  const { queries, caller = DISPATCHER } = listCase;
  const ask = (query: ListQuery) => () => desk.lists.list(query, caller);
  const deep: Ask[] = [];
  for (const query of queries) {
    const cursor = await middleCursor(query, (one) => desk.lists.list(one, caller));
    if (cursor !== undefined) deep.push(ask({ ...query, cursor }));
  }
  return { first: queries.map(ask), deep };
}

/**
 * A cursor from about the middle of a list: the one that the first page gives, with the sort key half
 * way between the list's two ends in the place of its own. Undefined where there is but one page.
 */
async function middleCursor(
  query: ListQuery,
  list: (query: ListQuery) => Promise<TicketPage>,
): Promise<string | undefined> {
  const { sort = '-registered' } = query;
  const opposite = sort.startsWith('-') ? sort.slice(1) : `-${sort}`;
  const first = await list({ ...query, limit: 1 });
  const last = await list({ ...query, limit: 1, sort: opposite as NonNullable<typeof query.sort> });
  const [one, other] = [first.items[0], last.items[0]];
  const { nextCursor } = await list(query);
  if (nextCursor === null || one === undefined || other === undefined) return undefined;
  const [digest, ...key] = JSON.parse(Buffer.from(nextCursor, 'base64url').toString('utf8')) as (
    string | number
  )[];
  const middle =
    key.length === 1
      ? [Math.floor((one.position + other.position) / 2)]
      : [instantOf((Date.parse(one.registeredAt) + Date.parse(other.registeredAt)) / 2), ''];
  return Buffer.from(JSON.stringify([digest, ...middle]), 'utf8').toString('base64url');
}
