import type { Caller } from '@gongdan/contracts';
import type { ListTicketsQuery } from '../../../libs/ticket/queries/list-tickets/list-tickets.dto.js';
import type { Desk } from './desk.js';
import {
  customerOf,
  numberOf,
  RARE,
  technicianId,
  TECHNICIANS,
  teamId,
  TEAMS,
} from './synthetic-tickets.js';
import { SEARCHED } from './synthetic-words.js';

/** A query string of `GET /tickets` as plain data. */
export type ListQuery = Pick<ListTicketsQuery, keyof ListTicketsQuery>;

/** One list that is asked for; where a filter takes one thing of many, several things in turn. */
export interface ListCase {
  readonly name: string;
  readonly queries: readonly ListQuery[];
  readonly caller?: Caller;
}

/** Customers with about so many tickets are alike at every size of the desk. */
const ORDINARY_CUSTOMER_TICKETS = 20;
const VARIANTS = 10;

const of = (count: number, query: (index: number) => ListQuery): ListQuery[] =>
  Array.from({ length: count }, (_, index) => query(index));

/** Every documented filter and sort of `GET /tickets`, the searches, and what people combine. */
export function listCases(desk: Desk): readonly ListCase[] {
  const customers = new Customers(desk.log.tickets);
  const one = (name: string, query: ListQuery): ListCase => ({ name, queries: [query] });
  const technicians = of(VARIANTS, (index) => ({ technician: technicianId(index) }));
  return [
    one('all', {}),
    one('sort=registered', { sort: 'registered' }),
    one('sort=-updated', { sort: '-updated' }),
    one('sort=updated', { sort: 'updated' }),
    one('status=registered', { status: ['registered'] }),
    one('status=closed', { status: ['closed'] }),
    one('status=registered,assigned', { status: ['registered', 'assigned'] }),
    one('status=assigned sort=-updated', { status: ['assigned'], sort: '-updated' }),
    one('status=closed sort=-updated', { status: ['closed'], sort: '-updated' }),
    one('stage=sign-off', { stage: ['sign-off'] }),
    one('stage=closed', { stage: ['closed'] }),
    one('stage=request,field sort=-updated', { stage: ['request', 'field'], sort: '-updated' }),
    one('class=paused', { class: ['paused'] }),
    one('class=open,active,paused', { class: ['open', 'active', 'paused'] }),
    one('class=cancelled sort=updated', { class: ['cancelled'], sort: 'updated' }),
    one('class=paused sort=-updated', { class: ['paused'], sort: '-updated' }),
    one('category=internal', { category: ['internal'] }),
    one('category=paid', { category: ['paid'] }),
    one('category=internal sort=-updated', { category: ['internal'], sort: '-updated' }),
    one('priority=urgent', { priority: ['urgent'] }),
    one('priority=urgent,high', { priority: ['urgent', 'high'] }),
    one('priority=urgent sort=-updated', { priority: ['urgent'], sort: '-updated' }),
    one('channel=phone', { channel: ['phone'] }),
    one('channel=letter (0.1 %)', { channel: [RARE.channel] }),
    one('region=urban', { region: 'urban' }),
    one('region=island (0.1 %)', { region: RARE.region }),
    one('region=nowhere', { region: 'nowhere' }),
    { name: 'technician', queries: technicians },
    { name: 'technician sort=-updated', queries: technicians.map(sorted('-updated')) },
    { name: 'team', queries: of(TEAMS, (index) => ({ team: teamId(index) })) },
    {
      name: `customer with about ${ORDINARY_CUSTOMER_TICKETS} tickets`,
      queries: customers.ordinary.map((customer) => ({ customer })),
    },
    {
      name: 'the largest customers',
      queries: customers.largest.map((customer) => ({ customer })),
    },
    {
      name: 'the largest customers sort=-updated',
      queries: customers.largest.map((customer) => ({ customer, sort: '-updated' })),
    },
    {
      name: 'number',
      queries: of(VARIANTS, (index) => {
        const ticket = Math.floor(((index + 0.5) / VARIANTS) * desk.log.tickets);
        return { number: numberOf(ticket, desk.log.registeredAt(ticket)) };
      }),
    },
    one('registeredFrom (the last month)', { registeredFrom: '2025-12-01T00:00:00.000Z' }),
    one('registeredTo (before the last year)', { registeredTo: '2025-01-01T00:00:00.000Z' }),
    one('registered in one week', {
      registeredFrom: '2023-06-05T00:00:00.000Z',
      registeredTo: '2023-06-12T00:00:00.000Z',
    }),
    ...searches(),
    ...combinations(),
    ...moments(),
  ];
}

const sorted =
  (sort: NonNullable<ListQuery['sort']>) =>
  (query: ListQuery): ListQuery => ({ ...query, sort });

const searches = (): ListCase[] =>
  [
    { name: 'text: a common word', query: { text: SEARCHED.common } },
    { name: 'text: a rare word', query: { text: SEARCHED.rare } },
    { name: 'text: no such word', query: { text: SEARCHED.unknown } },
    { name: 'text: two common words', query: { text: `${SEARCHED.common} leaks` } },
    { name: 'text: a common and a rare word', query: { text: `leaks ${SEARCHED.rare}` } },
    { name: 'text: the beginning of words', query: { text: 'cond*' } },
    { name: 'text: a device', query: { text: 'KX-417' } },
    { name: 'text: common in Chinese', query: { text: SEARCHED.chineseCommon } },
    { name: 'text: rare in Chinese', query: { text: SEARCHED.chineseRare } },
    { name: 'text: one Chinese character', query: { text: '水' } },
    {
      name: 'text: a common word, oldest first',
      query: { text: SEARCHED.common, sort: 'registered' as const },
    },
  ].map(({ name, query }) => ({ name, queries: [query] }));

const combinations = (): ListCase[] => [
  {
    name: 'technician class=open,active',
    queries: of(VARIANTS, (index) => ({
      technician: technicianId(index),
      class: ['open', 'active'],
    })),
  },
  {
    name: 'what a technician may see',
    queries: [{}],
    caller: { actor: 'technician', roles: ['technician'], technicianId: technicianId(7) },
  },
  {
    name: 'what a technician may see, class=open,active',
    queries: [{ class: ['open', 'active'] }],
    caller: { actor: 'technician', roles: ['technician'], technicianId: technicianId(7) },
  },
  { name: 'stage=closed priority=urgent', queries: [{ stage: ['closed'], priority: ['urgent'] }] },
  {
    name: 'class=open priority=urgent region=suburban',
    queries: [{ class: ['open'], priority: ['urgent'], region: 'suburban' }],
  },
  {
    name: 'class=open priority=urgent sort=-updated',
    queries: [{ class: ['open'], priority: ['urgent'], sort: '-updated' }],
  },
  {
    name: 'category=internal channel=letter',
    queries: [{ category: ['internal'], channel: [RARE.channel] }],
  },
  {
    name: 'text: common, class=open',
    queries: [{ text: SEARCHED.common, class: ['open'] }],
  },
  {
    name: 'text: common, technician',
    queries: of(VARIANTS, (index) => ({
      text: SEARCHED.common,
      technician: technicianId((index * 7) % TECHNICIANS),
    })),
  },
  {
    name: 'text: common, registered in one month',
    queries: [
      {
        text: SEARCHED.common,
        registeredFrom: '2023-06-01T00:00:00.000Z',
        registeredTo: '2023-07-01T00:00:00.000Z',
      },
    ],
  },
];

const moments = (): ListCase[] => [
  { name: 'asOf (a year ago)', queries: [{ asOf: '2025-01-01T00:00:00.000Z' }] },
  {
    name: 'asOf (a year ago) class=open',
    queries: [{ asOf: '2025-01-01T00:00:00.000Z', class: ['open'] }],
  },
];

/** Customers by how many tickets they have. */
class Customers {
  readonly largest: readonly string[];
  readonly ordinary: readonly string[];

  constructor(tickets: number) {
    const counts = new Map<string, number>();
    for (let ticket = 0; ticket < tickets; ticket++) {
      const customer = customerOf(ticket);
      counts.set(customer, (counts.get(customer) ?? 0) + 1);
    }
    const bySize = [...counts].sort(([, one], [, other]) => other - one);
    this.largest = bySize.slice(0, 2).map(([customer]) => customer);
    const distance = (count: number): number => Math.abs(count - ORDINARY_CUSTOMER_TICKETS);
    this.ordinary = bySize
      .sort(([, one], [, other]) => distance(one) - distance(other))
      .slice(0, 3)
      .map(([customer]) => customer);
  }
}
