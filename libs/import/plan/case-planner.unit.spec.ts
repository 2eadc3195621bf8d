import { describe, expect, it } from '@jest/globals';
import { fold } from '@gongdan/core';
import { ticketDecider, type TicketFact } from '@gongdan/ticket';
import { caseOf } from '../grouping/group-together.js';
import { mappingOf, readRows } from '../testing/reading.js';
import { plannerOf, workflows } from '../testing/planning.js';

const loaded = mappingOf({
  fields: `opened: { column: Eingang }
  author: { column: Wer }
  customer: { column: Kunde, whenEmpty: Somebody }
  title: { column: Titel, whenEmpty: Order }
  category: { value: paid }
  priority: { column: Eile, whenEmpty: normal, values: { ja: urgent, nein: normal } }
  technician: { column: Techniker }
  team: { column: Team }
  reason: { column: Grund }
  comments: [{ column: Notiz }]`,
  states: `neu: { to: registered }
  aktiv: { to: in-progress }
  Teile: { to: paused, pause: waiting-for-parts }
  Kunde: { to: paused, pause: waiting-for-customer }
  fertig: { to: finished }
  zu: { to: closed }
  weg: { to: cancelled }`,
});
const planner = plannerOf(loaded);
const COLUMNS = 'Auftrag,Stand,Zeit,Eingang,Wer,Kunde,Titel,Eile,Techniker,Team,Grund,Notiz'.split(
  ',',
);

type Said = Partial<Record<string, string>>;

/** Plans a case of rows an hour apart; each says what is given, and nothing else. */
const plan = (...said: readonly Said[]) => {
  const lines = said.map((row, hour) => {
    const time = `2026-03-02 ${String(hour).padStart(2, '0')}:00`;
    const values: Said = { Auftrag: 'A-1', Stand: 'neu', Zeit: time, ...row };
    return COLUMNS.map((column) => values[column] ?? '').join(',');
  });
  const read = readRows(loaded, `${COLUMNS.join(',')}\n${lines.join('\n')}\n`);
  const rows = read.flatMap((result) => (result.ok ? [result.row] : []));
  return planner.plan(caseOf(rows));
};

const typesOf = (...said: readonly Said[]) =>
  plan(...said).events.map(({ type, occurredAt }) => `${occurredAt.slice(11, 13)} ${type}`);

describe('CasePlanner', () => {
  it('registers by the first row, at the time of opening', () => {
    const planned = plan({ Eingang: '2026-03-01 12:00', Wer: 'Clerk 7', Eile: 'ja' });
    expect(planned.events).toHaveLength(1);
    expect(planned.events[0]).toMatchObject({
      type: 'TicketRegistered',
      actor: 'import:test:Clerk 7',
      occurredAt: '2026-03-01T12:00:00.000Z',
      data: {
        number: 'A-1',
        title: 'Order',
        priority: 'urgent',
        source: { log: 'test', key: 'A-1' },
        workflow: { id: 'imported', version: 1 },
      },
    });
    const { data, customerId } = planned.events[0] ?? {};
    expect(data?.['customerId']).toBe(customerId);
  });

  it('registers at the row’s own time where that is before the opening, or nothing is said of it', () => {
    expect(typesOf({ Eingang: '2026-03-02 05:00' })).toEqual(['00 TicketRegistered']);
    expect(typesOf({})).toEqual(['00 TicketRegistered']);
  });

  it('leads a ticket through its states by the commands between them', () => {
    expect(
      typesOf(
        { Stand: 'neu' },
        { Stand: 'aktiv' },
        { Stand: 'Teile' },
        { Stand: 'Kunde' },
        { Stand: 'aktiv' },
        { Stand: 'fertig' },
        { Stand: 'zu' },
      ),
    ).toEqual([
      '00 TicketRegistered',
      '01 WorkStarted',
      '02 WorkPaused',
      '03 WorkPaused',
      '04 WorkResumed',
      '05 WorkFinished',
      '06 TicketClosed',
    ]);
  });

  it('takes finished and closed work up again by reopening', () => {
    expect(
      typesOf({ Stand: 'fertig' }, { Stand: 'aktiv' }, { Stand: 'zu' }, { Stand: 'Teile' }),
    ).toEqual([
      '00 TicketRegistered',
      '00 WorkFinished',
      '01 TicketReopened',
      '02 TicketClosed',
      '03 TicketReopened',
      '03 WorkPaused',
    ]);
  });

  it('assigns and reassigns by technician and team, and takes silence for no change', () => {
    const planned = plan(
      { Techniker: 'T1' },
      { Techniker: 'T1', Team: 'G1' },
      {},
      { Team: 'G2' },
      { Techniker: 'T2' },
      { Techniker: 'T2', Team: 'G2', Grund: 'Krank' },
    );
    expect(
      planned.events.slice(1).map(({ type, data }) => [type, data['team'], data['reason']]),
    ).toEqual([
      ['TicketAssigned', undefined, undefined],
      ['TicketReassigned', 'G1', 'As recorded in test'],
      ['TicketReassigned', undefined, 'As recorded in test'],
      ['TicketReassigned', 'G2', 'Krank'],
    ]);
    expect(planned.rows.map(({ from, end }) => end - from)).toEqual([2, 1, 0, 0, 1, 1]);
  });

  it('amends, prioritises and comments where a row says something else than before', () => {
    expect(
      typesOf(
        { Titel: 'Herd', Notiz: 'laut' },
        { Titel: 'Herd', Notiz: 'laut', Eile: 'nein' },
        { Titel: 'Ofen', Notiz: 'leise', Eile: 'ja' },
        { Eile: 'ja' },
      ),
    ).toEqual([
      '00 TicketRegistered',
      '00 TicketCommented',
      '02 TicketAmended',
      '02 TicketPrioritised',
      '02 TicketCommented',
    ]);
  });

  it('rejects a row without a way whole, and goes on from the state before it', () => {
    const planned = plan({ Stand: 'aktiv' }, { Stand: 'neu', Titel: 'Other' }, { Stand: 'zu' });
    expect(planned.rejections).toMatchObject([
      {
        line: 3,
        code: 'ROW.NO_WAY',
        reason: "no commands lead from 'in-progress' to 'registered' in the workflow",
      },
    ]);
    expect(planned.events.map(({ type }) => type)).toEqual([
      'TicketRegistered',
      'WorkStarted',
      'TicketClosed',
    ]);
  });

  it('lets the next row begin the ticket where the first one is refused', () => {
    const planned = plan({ Stand: 'neu', Wer: 'x'.repeat(101) }, { Stand: 'aktiv' });
    expect(planned.events.map(({ occurredAt }) => occurredAt.slice(11, 13))).toEqual(['01', '01']);
  });

  it('gives the same ids for the same rows, and others as soon as something is different', () => {
    const one = plan({ Stand: 'neu' }, { Stand: 'aktiv' });
    const again = plan({ Stand: 'neu' }, { Stand: 'aktiv' });
    expect(again.events).toEqual(one.events);
    const longer = plan({ Stand: 'neu' }, { Stand: 'aktiv' }, { Stand: 'zu' });
    expect(longer.events.slice(0, 2)).toEqual(one.events);
    const other = plan({ Stand: 'neu' }, { Stand: 'fertig' });
    expect(other.events[0]?.id).toBe(one.events[0]?.id);
    expect(other.events[1]?.id).not.toBe(one.events[1]?.id);
    const ids = longer.events.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('plans events that fold to the state the last row says', () => {
    const planned = plan({ Stand: 'neu', Techniker: 'T1' }, { Stand: 'weg', Grund: 'Doppelt' });
    const facts = planned.events.map(({ type, data, occurredAt }) => ({ type, data, occurredAt }));
    const state = fold(ticketDecider(workflows), facts as unknown as TicketFact[]);
    expect(state).toMatchObject({ state: 'cancelled', number: 'A-1', title: 'Order' });
  });
});

describe('the mapping’s states', () => {
  const binding = (states: string) => () => plannerOf(mappingOf({ states }));

  it('must be states that an import can reach in the workflow', () => {
    expect(binding('neu: { to: resolved }')).toThrow(
      /test.yaml:\d+: 'resolved' is no state of 'imported'; known: registered, in-progress/,
    );
    expect(binding('neu: { to: finished, pause: other }')).toThrow(/not a paused state/);
    expect(binding('neu: { to: same, pause: other }')).toThrow(/leaves the state as it is/);
    expect(() => plannerOf(mappingOf({ rest: 'workflow: nowhere' }))).toThrow(
      /test.yaml:\d+: there is no workflow 'nowhere'; known: contract, free, imported/,
    );
  });
});
