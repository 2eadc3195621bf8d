import { describe, expect, it } from '@jest/globals';
import { epochMsOf, instantOf } from '@gongdan/core';
import type { TicketCommandInputs, TicketCommandName } from './ticket-command.js';
import {
  at,
  callers,
  command,
  importedStory,
  LEAD,
  spec,
  Story,
  storyUntil,
  workflows,
} from './testing/ticket-story.js';

const { engine, lead, manager } = callers;
const shipped = workflows.all().filter(({ version }) => version === 1);

/** What each command says here that begins or ends a pause, or takes up what was done. */
const INPUTS: { readonly [Name in TicketCommandName]?: TicketCommandInputs[Name] } = {
  arrive: {},
  cancel: { reason: 'Withdrawn' },
  close: {},
  depart: {},
  finish: { resolution: 'Cools again.' },
  merge: { intoTicketId: 'other' },
  pause: { reason: 'waiting-for-parts' },
  reopen: { reason: 'It broke again' },
  resume: {},
  start: {},
};

const everybody = {
  actor: 'everybody',
  roles: [...new Set(shipped.flatMap((each) => each.transitions.flatMap(({ roles }) => roles)))],
  technicianId: LEAD,
};

/** One whose work was not begun, so that it may be cancelled and merged, too. */
const taken = (workflow: string): Story => {
  if (workflow === 'imported')
    return importedStory().next('assign', { technicianId: LEAD }, engine);
  const story = storyUntil('registered', workflow as 'paid');
  if (!['contract', 'free'].includes(workflow)) story.next('approve-dispatch', {}, manager);
  return story.next('assign', { technicianId: LEAD }, manager).next('accept', {}, lead);
};

const paused = (workflow: string): Story =>
  taken(workflow).next(
    'pause',
    { reason: 'waiting-for-parts' },
    workflow === 'imported' ? engine : lead,
  );

const done = (workflow: string): Story =>
  workflow === 'imported'
    ? importedStory().next('finish', { resolution: 'Done' }, engine)
    : storyUntil('finished', workflow as 'paid');

const leaving = (stateClasses: readonly string[], into: (stateClass: string) => boolean) =>
  shipped.flatMap((definition) => {
    const classOf = (name: string) => definition.state(name)?.stateClass ?? '';
    return definition.transitions
      .filter(({ from }) => from.some((name) => stateClasses.includes(classOf(name))))
      .filter(({ to }) => to === 'paused-from' || into(classOf(to)))
      .map(
        (transition) =>
          [transition.command as TicketCommandName, definition.id, transition] as const,
      );
  });

/** What comes of it a moment before the latest step, and at that moment. */
function tried(story: Story, name: TicketCommandName) {
  const steppedAt = story.state.steppedAt ?? at(0);
  const input = INPUTS[name];
  if (input === undefined) throw new Error(`say in INPUTS what ${name} says`);
  const outcome = (occurredMs: number) => {
    const when = { caller: everybody, now: at(60), occurredAt: instantOf(occurredMs) };
    const { result } = spec.given(...story.facts).when(command(name, input as never, when));
    return result.ok ? result.value.length : result.error.code;
  };
  return [outcome(epochMsOf(steppedAt) - 1), outcome(epochMsOf(steppedAt))];
}

const HELD = ['TICKET.OCCURRED_BEFORE_WHAT_IT_UNDOES', 1];

describe('what begins a pause is not before the latest step: promises would run while the ticket waits', () => {
  const beginning = leaving(['open', 'active'], (stateClass) => stateClass === 'paused').filter(
    ([, workflow, { from }]) => from.includes(taken(workflow).state.state),
  );

  it('is said of every workflow', () => {
    expect(new Set(beginning.map(([, workflow]) => workflow)).size).toBe(5);
  });

  it.each(beginning)('%s of %s', (name, workflow) => {
    expect(tried(taken(workflow), name)).toEqual(HELD);
  });
});

describe('what ends a pause is not before it: promises would rest for good', () => {
  const ending = leaving(['paused'], (stateClass) => !['paused', ''].includes(stateClass));

  it('is said by these commands', () => {
    expect([...new Set(ending.map(([name]) => name))].sort()).toEqual([
      'arrive',
      'cancel',
      'close',
      'depart',
      'finish',
      'merge',
      'resume',
      'start',
    ]);
  });

  it.each(ending)('%s of %s', (name, workflow) => {
    expect(tried(paused(workflow), name)).toEqual(HELD);
  });

  // What follows from it for promises: libs/sla/domain/staying-paused.unit.spec.ts.
  it.each([
    ['reassign', { technicianId: 'technician-2', reason: 'Ill' }],
    ['schedule', { appointment: { from: at(120), to: at(180) } }],
  ] as const)('holds nobody who leaves it paused: %s', (name, input) => {
    const story = paused('paid');
    const steppedMs = epochMsOf(story.state.steppedAt ?? at(0));
    const when = { caller: manager, now: at(60), occurredAt: instantOf(steppedMs - 1) };
    const [event] = spec
      .given(...story.facts)
      .when(command(name, input, when))
      .events();
    expect(event?.data).toMatchObject({ move: { from: 'paused', to: 'paused' } });
  });
});

describe('work that goes on after it was called done does so afterwards', () => {
  const WORKING = ['open', 'active', 'paused'];
  const goingOn = leaving(['resolved'], (stateClass) => WORKING.includes(stateClass)).filter(
    ([, , { from }]) => from.includes('finished'),
  );

  it('is said by these commands', () => {
    expect([...new Set(goingOn.map(([name]) => name))].sort()).toEqual([
      'pause',
      'reopen',
      'start',
    ]);
  });

  it.each(goingOn)('%s of %s', (name, workflow) => {
    expect(tried(done(workflow), name)).toEqual(HELD);
  });
});
