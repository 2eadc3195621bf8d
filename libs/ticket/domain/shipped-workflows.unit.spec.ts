import { describe, expect, it } from '@jest/globals';
import { SERVICE_CATEGORIES, type StateClass } from '@gongdan/contracts';
import { drawWorkflow } from '@gongdan/workflow';
import { TICKET_COMMANDS } from './ticket-command.js';
import { TICKET_GUARDS } from './ticket-vocabulary.js';
import {
  callers,
  importedStory,
  JOURNEY_STATES,
  storyUntil,
  workflows,
} from './testing/ticket-story.js';

const { engine, clerk } = callers;
const shipped = workflows.all().filter(({ version }) => version === 1);

describe('the shipped workflows', () => {
  it('are one for every category, and one for history from elsewhere', () => {
    expect(shipped.map(({ id, category }) => [id, category])).toEqual([
      ['contract', 'contract'],
      ['free', 'free'],
      ['imported', null],
      ['internal', 'internal'],
      ['paid', 'paid'],
    ]);
  });

  it('leave no command and no guard unused', () => {
    const transitions = shipped.flatMap((definition) => definition.transitions);
    expect(new Set(transitions.map(({ command }) => command))).toEqual(new Set(TICKET_COMMANDS));
    const guards = transitions.flatMap((transition) => transition.guards.map(({ name }) => name));
    expect(new Set(guards)).toEqual(new Set(TICKET_GUARDS));
  });

  it('mean the same by the same name, so that a ticket may change its category', () => {
    const meanings = new Map<string, [string, StateClass]>();
    for (const { name, stage, stateClass } of shipped.flatMap(({ states }) => states)) {
      expect(meanings.get(name) ?? [stage, stateClass]).toEqual([stage, stateClass]);
      meanings.set(name, [stage, stateClass]);
    }
  });

  it('let nobody but the engine and finance settle, and no auditor do anything', () => {
    for (const { command, roles } of shipped.flatMap((definition) => definition.transitions)) {
      expect(roles).not.toContain('auditor');
      if (command === 'settle') expect(roles).toEqual(['finance', 'system']);
    }
  });

  it.each(shipped.map((definition) => [definition.id, definition] as const))(
    '%s can be drawn',
    (_id, definition) => {
      const drawing = drawWorkflow(definition);
      for (const { title } of definition.states) expect(drawing).toContain(`"${title.en}"`);
    },
  );
});

describe('the journey', () => {
  it.each(['paid', 'contract', 'free'] as const)(
    'of a %s ticket leads through all stages',
    (category) => {
      const stages = JOURNEY_STATES.map((state) => storyUntil(state, category).state);
      expect(stages.map(({ state }) => state)).toEqual(JOURNEY_STATES);
      expect([...new Set(stages.map(({ stage }) => stage))]).toEqual([
        'request',
        'dispatch',
        'field',
        'sign-off',
        'billing',
        'feedback',
        'closed',
      ]);
    },
  );

  it('of an internal ticket ends with archiving', () => {
    const story = storyUntil('countersigned', 'internal').next('archive', {}, clerk);
    expect(story.state).toMatchObject({ state: 'closed', stage: 'closed', stateClass: 'closed' });
  });

  it('of an imported ticket jumps as its log does', () => {
    const story = importedStory()
      .next('assign', { technicianId: 't1', team: 'g1' }, engine)
      .next('pause', { reason: 'waiting-for-customer' }, engine)
      .next('pause', { reason: 'waiting-for-vendor' }, engine)
      .next('resume', {}, engine)
      .next('finish', { resolution: 'code 5' }, engine)
      .next('start', {}, engine)
      .next('finish', { resolution: 'code 6' }, engine)
      .next('reopen', { reason: 'Reopened' }, engine)
      .next('close', {}, engine)
      .next('reassign', { technicianId: 't2', reason: 'Log' }, engine)
      .next('reopen', { reason: 'Reopened' }, engine)
      .next('close', {}, engine);
    expect(story.state).toMatchObject({ state: 'closed', technicianId: 't2', cycle: 3 });
  });

  it.each(SERVICE_CATEGORIES)('of a %s ticket can be cancelled from the register', (category) => {
    expect(storyUntil('cancelled', category).state.stateClass).toBe('cancelled');
  });
});
