import { describe, expect, it } from '@jest/globals';
import { specify, type Instant } from '@gongdan/core';
import type { EscalationLevel, Role, Severity } from '@gongdan/contracts';
import {
  COMPLAINT_ANSWERS_MAX,
  complaintDecider,
  type ComplaintFact,
  type ComplaintRequest,
  type OpenedComplaint,
} from './complaint.js';

const NOW = '2026-03-02T09:00:00.000Z' as Instant;
const EARLIER = '2026-03-02T08:59:59.999Z' as Instant;
const LATER = '2026-03-02T09:00:00.001Z' as Instant;

interface Moments {
  readonly now?: Instant;
  readonly occurredAt?: Instant;
}

const spec = {
  given: (...past: readonly ComplaintFact[]) => ({
    when: (request: ComplaintRequest, { now = NOW, occurredAt = now }: Moments = {}) =>
      specify(complaintDecider)
        .given(...past)
        .when({ ...request, now, occurredAt }),
  }),
};
const complaint: OpenedComplaint = {
  complaintId: 'a1',
  customerId: 'c1',
  ticketIds: ['t1', 't2'],
  source: 'staff',
  severity: 'general',
  description: 'Nobody came.',
};
const opened = (level: EscalationLevel = 'handler'): ComplaintFact => ({
  type: 'ComplaintOpened',
  occurredAt: NOW,
  data: { ...complaint, ownerId: 'service-manager', level },
});
const answered: ComplaintFact = {
  type: 'ComplaintAnswered',
  occurredAt: NOW,
  data: { channel: 'phone', answer: 'A repeat visit at no cost.' },
};
const closed: ComplaintFact = {
  type: 'ComplaintClosed',
  occurredAt: NOW,
  data: { acceptedByCustomer: true },
};

describe('the answers to a complaint', () => {
  const answer = {
    type: 'AnswerComplaint',
    channel: 'phone',
    answer: 'We come tomorrow.',
  } as const;
  const after = (count: number) =>
    spec.given(opened(), ...Array.from({ length: count }, () => answered)).when(answer);

  it('are several, and not any number', () => {
    expect(after(COMPLAINT_ANSWERS_MAX - 1).events()).toHaveLength(1);
    expect(after(COMPLAINT_ANSWERS_MAX).refusal()).toBe('COMPLAINT.LIMIT_REACHED');
  });

  it('may be accepted, however many they were', () => {
    const all = Array.from({ length: COMPLAINT_ANSWERS_MAX }, () => answered);
    const close = { type: 'CloseComplaint', acceptedByCustomer: true, roles: [] } as const;
    expect(
      spec
        .given(opened(), ...all)
        .when(close)
        .events(),
    ).toHaveLength(1);
  });
});

describe('opening a complaint', () => {
  const open = (changes: { severity?: Severity; ownerId?: string; ticketIds?: string[] } = {}) =>
    ({
      type: 'OpenComplaint',
      complaint: { ...complaint, ...changes },
    }) as const;

  it('gives a general one to the handler', () => {
    expect(spec.given().when(open()).events()).toEqual([opened()]);
  });

  it.each(['serious', 'critical'] as const)(
    'gives a %s one to the executive at once',
    (severity) => {
      const [event] = spec.given().when(open({ severity })).events();
      expect(event?.data).toMatchObject({ severity, level: 'executive', ownerId: 'executive' });
    },
  );

  it('takes a named owner, and needs no ticket', () => {
    const [event] = spec
      .given()
      .when(open({ ownerId: 'manager-one', ticketIds: [] }))
      .events();
    expect(event?.data).toMatchObject({ ownerId: 'manager-one', ticketIds: [] });
  });

  it('is refused twice', () => {
    expect(spec.given(opened()).when(open()).refusal()).toBe('COMPLAINT.ALREADY_OPENED');
  });
});

describe('escalating a complaint', () => {
  const escalate = { type: 'EscalateComplaint', reason: 'Not answered in time' } as const;

  it('climbs the ladder step by step and stops at the top', () => {
    const [first] = spec.given(opened()).when(escalate).events();
    expect(first).toEqual({
      type: 'ComplaintEscalated',
      occurredAt: NOW,
      data: {
        from: 'handler',
        to: 'dispatch-manager',
        ownerId: 'dispatch-manager',
        reason: 'Not answered in time',
      },
    });
    const named = { ...escalate, ownerId: 'executive-one' };
    const [second] = spec.given(opened(), first!).when(named).events();
    expect(second?.data).toMatchObject({ to: 'executive', ownerId: 'executive-one' });
    expect(spec.given(opened(), first!, second!).when(escalate).refusal()).toBe(
      'COMPLAINT.AT_THE_TOP',
    );
  });

  it('climbs to the level that is named, past the one between', () => {
    const [event] = spec
      .given(opened())
      .when({ ...escalate, to: 'executive' })
      .events();
    expect(event?.data).toMatchObject({ from: 'handler', to: 'executive', ownerId: 'executive' });
  });

  it.each(['handler', 'dispatch-manager'] as const)('does not climb to %s from above', (to) => {
    const at = opened('dispatch-manager');
    expect(
      spec
        .given(at)
        .when({ ...escalate, to })
        .refusal(),
    ).toBe('COMPLAINT.AT_THIS_LEVEL');
  });

  it('is refused for unknown and closed complaints', () => {
    expect(spec.given().when(escalate).refusal()).toBe('COMPLAINT.NOT_FOUND');
    expect(spec.given(opened(), answered, closed).when(escalate).refusal()).toBe(
      'COMPLAINT.CLOSED',
    );
  });
});

describe('answering a complaint', () => {
  const command: ComplaintRequest = {
    type: 'AnswerComplaint',
    channel: 'phone',
    answer: 'A repeat visit at no cost.',
  };

  it('is recorded, again too, until it is closed', () => {
    expect(spec.given(opened()).when(command).events()).toEqual([answered]);
    expect(spec.given(opened(), answered).when(command).events()).toEqual([answered]);
    expect(spec.given(opened(), answered, closed).when(command).refusal()).toBe('COMPLAINT.CLOSED');
  });
});

describe('closing a complaint', () => {
  const close = (acceptedByCustomer: boolean, roles: readonly Role[], reason?: string) =>
    ({
      type: 'CloseComplaint',
      acceptedByCustomer,
      roles,
      ...(reason === undefined ? {} : { reason }),
    }) as const;

  it('is anybody’s who may close, once the customer accepted an answer', () => {
    expect(
      spec
        .given(opened(), answered)
        .when(close(true, ['service-manager']))
        .events(),
    ).toEqual([closed]);
  });

  it('is the executive’s without acceptance, with a reason', () => {
    const command = close(false, ['executive'], 'The customer cannot be reached');
    expect(spec.given(opened()).when(command).events()).toEqual([
      {
        type: 'ComplaintClosed',
        occurredAt: NOW,
        data: { acceptedByCustomer: false, reason: 'The customer cannot be reached' },
      },
    ]);
  });

  it.each([
    ['acceptance before an answer', [opened()], close(true, ['executive']), 'NOT_ANSWERED'],
    [
      'others without acceptance',
      [opened(), answered],
      close(false, ['service-manager'], 'Tired of it'),
      'ONLY_THE_EXECUTIVE',
    ],
    [
      'the executive without a reason',
      [opened(), answered],
      close(false, ['executive']),
      'REASON_MISSING',
    ],
    ['a second time', [opened(), answered, closed], close(true, ['executive']), 'CLOSED'],
  ])('refuses %s', (_case, past, command, code) => {
    expect(
      spec
        .given(...past)
        .when(command)
        .refusal(),
    ).toBe(`COMPLAINT.${code}`);
  });
});

describe('the moment of what happens to a complaint', () => {
  const requests: readonly ComplaintRequest[] = [
    { type: 'EscalateComplaint', reason: 'Not answered in time' },
    { type: 'AnswerComplaint', channel: 'phone', answer: 'A repeat visit at no cost.' },
    { type: 'CloseComplaint', acceptedByCustomer: true, roles: ['service-manager'] },
  ];
  const past = [opened(), answered];

  it.each(requests)('is not before the opening, of $type', (request) => {
    const said = (occurredAt: Instant) =>
      spec.given(...past).when(request, { now: LATER, occurredAt });
    expect(said(EARLIER).refusal()).toBe('COMPLAINT.OCCURRED_BEFORE_OPENING');
    expect(said(NOW).events()).toMatchObject([{ occurredAt: NOW }]);
  });

  it.each(requests)(
    'is the opening of $type now, where the clock was set back since',
    (request) => {
      const at = (now: Instant) =>
        spec
          .given(...past)
          .when(request, { now })
          .events();
      expect(at(EARLIER)).toMatchObject([{ occurredAt: NOW }]);
      expect(at(LATER)).toMatchObject([{ occurredAt: LATER }]);
    },
  );

  it('is what is said of the opening itself', () => {
    const open: ComplaintRequest = { type: 'OpenComplaint', complaint };
    expect(spec.given().when(open, { occurredAt: EARLIER }).events()).toMatchObject([
      { occurredAt: EARLIER },
    ]);
  });
});
