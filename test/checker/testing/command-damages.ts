import {
  appended,
  NEW_ID,
  isOnce,
  attemptsOf,
  eventOf,
  isClients,
  must,
  replaced,
  withAttempts,
  withLog,
  type Damage,
} from './edit.js';

export const COMMAND_DAMAGES: readonly Damage[] = [
  {
    name: 'an acknowledged command without an effect',
    spoil: (evidence) =>
      withAttempts(evidence, (attempts) => [
        ...attempts,
        {
          ...must(attempts.at(-1)),
          commandKey: 'gone',
          logKey: undefined,
          result: 'ok',
          position: 7,
        },
      ]),
    found: { lost: 1 },
  },
  {
    name: 'an acknowledged command whose effect the end of the log has lost',
    spoil: (evidence) => {
      const last = must(evidence.log.findLast((row) => isClients(evidence, row)));
      return withLog(evidence, (log) => log.slice(0, log.indexOf(last)));
    },
    found: { lost: 1, 'not-in-log': 'some', 'checkpoint-ahead': 'some' },
    more: true,
  },
  {
    name: 'the effect of a command that was refused',
    spoil: (evidence) => {
      const tries = attemptsOf(evidence, eventOf(evidence, 'WorkStarted'));
      return withAttempts(evidence, (attempts) =>
        attempts.map((each) =>
          tries.includes(each) ? { ...each, result: 'refused', position: undefined } : each,
        ),
      );
    },
    found: { phantom: 1 },
  },
  {
    name: 'an event that no client asked for',
    spoil: (evidence) => {
      const tries = attemptsOf(evidence, eventOf(evidence, 'WorkStarted'));
      return withAttempts(evidence, (attempts) => attempts.filter((each) => !tries.includes(each)));
    },
    found: { unexplained: 1 },
  },
  {
    name: 'an event without a command',
    spoil: (evidence) => {
      const { stream } = eventOf(evidence, 'TicketCancelled');
      const dataText = '{"commentId":"x","text":"x","visibility":"internal"}';
      return appended(evidence, { stream, type: 'TicketCommented', actor: 'nobody', dataText });
    },
    found: { unexplained: 1, 'consumer-behind': 'some' },
  },
  {
    name: 'a key with a second effect',
    spoil: (evidence) => {
      const { recordedAt } = must(evidence.log.at(-1));
      const { outcome, ...paid } = eventOf(evidence, 'PaymentReceived');
      const again = { ...must(outcome ?? undefined), events: [{ id: NEW_ID, type: paid.type }] };
      return appended(evidence, { ...paid, id: NEW_ID, recordedAt, outcome: again });
    },
    found: { doubled: 1, 'consumer-behind': 'some' },
  },
  {
    name: 'an event that two commands claim',
    spoil: (evidence) => {
      const [one, other] = ['WorkStarted', 'CustomerSigned'].map((type) => eventOf(evidence, type));
      const claim = { ...must(other), outcome: must(one).outcome };
      return withLog(evidence, (log) => replaced(log, must(other), claim));
    },
    found: { doubled: 1, unexplained: 1 },
  },
  {
    name: 'a repeat that was told another outcome',
    spoil: (evidence) =>
      withAttempts(evidence, (attempts) => {
        const first = must(attempts.find(({ result }) => result === 'ok'));
        return [...attempts, { ...first, attempt: 9, position: Number(first.position) + 1 }];
      }),
    found: { 'two-answers': 1 },
  },
  {
    name: 'a repeat that was refused after its acknowledgement',
    spoil: (evidence) =>
      withAttempts(evidence, (attempts) => {
        const first = must(attempts.find(({ result }) => result === 'ok'));
        const sentAt = '2999-01-01T00:00:00.000Z';
        return [...attempts, { ...first, attempt: 9, sentAt, result: 'refused' }];
      }),
    found: { 'two-answers': 1 },
  },
  {
    name: 'an acknowledgement that names another position',
    spoil: (evidence) =>
      withAttempts(evidence, (attempts) => {
        const started = eventOf(evidence, 'WorkStarted');
        return attempts.map((each) =>
          each.logKey === started.commandKey ? { ...each, position: 1 } : each,
        );
      }),
    found: { misplaced: 1 },
  },
  {
    name: 'an acknowledgement that names another stream',
    spoil: (evidence) =>
      withAttempts(evidence, (attempts) => {
        const started = eventOf(evidence, 'WorkStarted');
        return attempts.map((each) =>
          each.logKey === started.commandKey ? { ...each, stream: 'ticket-other' } : each,
        );
      }),
    found: { misplaced: 1 },
  },
  {
    name: 'a command of which one event is missing',
    spoil: (evidence) => {
      const issued = eventOf(
        evidence,
        'InvoiceIssued',
        (row) => row.outcome?.events.length === 2 && isOnce(evidence, row),
      );
      return withLog(evidence, (log) =>
        log.filter(({ stream, version }) => stream !== issued.stream || version !== 1),
      );
    },
    found: {
      torn: 1,
      'log-hole': 1,
      'version-hole': 1,
      'hash-chain': 1,
      'not-in-log': 1,
      'topic-version-hole': 1,
      'row-extra': 1,
      'row-differs': 1,
    },
  },
  {
    name: 'a policy’s effect that names another cause than its key',
    spoil: (evidence) => {
      const asked = eventOf(evidence, 'SurveyRequested', (row) => isOnce(evidence, row));
      const causationId = must(evidence.log[0]).id;
      return withLog(evidence, (log) => replaced(log, asked, { ...asked, causationId }));
    },
    found: { 'hash-chain': 1, 'wrong-header': 1, 'effect-without-cause': 1 },
  },
  {
    name: 'a policy’s effect whose cause never happened',
    spoil: (evidence) => {
      const asked = eventOf(evidence, 'SurveyRequested', (row) => isOnce(evidence, row));
      const causationId = '01a00000-0000-7000-8000-0000000000ff';
      const commandKey = `${asked.actor}:${causationId}`;
      return withLog(evidence, (log) =>
        replaced(log, asked, { ...asked, causationId, commandKey }),
      );
    },
    found: { 'hash-chain': 1, 'wrong-header': 1, 'effect-without-cause': 1 },
  },
];
