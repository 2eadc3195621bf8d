import type { GongdanEvent, Move } from '@gongdan/contracts';
import type { SeededRandom } from '@gongdan/simulation';
import type { SlaFact } from '../../libs/sla/domain/sla-fact.js';
import {
  CATEGORIES,
  PRIORITY_NAMES,
  QUARTER_MS,
  REASONS,
  REGIONS,
  TIERS,
  type House,
} from './simulate-policies.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const STEPS_MAX = 16;

type Happened = Omit<SlaFact, 'id' | 'position'>;

const CHANGES = {
  priority: 3,
  category: 2,
  region: 1,
  tier: 1,
  comment: 3,
  appointment: 2,
  recalculation: 0.15,
  withdrawal: 0.05,
} as const;

/** All that happened to one ticket, in the order of the log. */
export const simulateTicket = (random: SeededRandom, house: House): readonly SlaFact[] =>
  new TicketMaker(random, house).live();

class TicketMaker {
  private readonly happened: Happened[] = [];
  private now: number;
  private cycle = 1;
  private state: 'open' | 'assigned' | 'working' | 'paused' | 'resolved' | 'over' = 'open';

  constructor(
    private readonly random: SeededRandom,
    private readonly house: House,
  ) {
    this.now = house.from + random.between(0, QUARTER_MS);
    if (random.chance(0.7)) this.now -= this.now % MINUTE_MS;
  }

  live(): readonly SlaFact[] {
    const { random } = this;
    const known = { at: this.now - 30 * DAY_MS, recordedAt: this.now - 30 * DAY_MS };
    const tier = random.pick(TIERS);
    if (random.chance(0.8))
      this.happened.push({ ...known, type: 'CustomerRegistered', data: { tier } });
    this.tell('TicketRegistered', this.registration());
    const steps = random.between(3, STEPS_MAX);
    for (let step = 0; step < steps; step += 1) {
      this.passTime();
      if (random.chance(0.4)) this.change();
      else this.advance();
    }
    return this.inOrderOfTheLog();
  }

  private registration(): object {
    const { random } = this;
    return {
      customerId: 'c1',
      category: random.pick(CATEGORIES),
      priority: random.pick(PRIORITY_NAMES),
      workflow: { id: 'paid', version: 1 },
      ...(random.chance(0.7) ? { site: { region: random.pick(REGIONS) } } : {}),
      ...move('registered', 'request', 'open'),
    };
  }

  /** Hours as a rule, now and then days, and sometimes nothing at all. */
  private passTime(): void {
    const { random } = this;
    if (random.chance(0.1)) return;
    if (random.chance(0.08)) return this.passToTheMoment();
    const mean = random.weighted({ minutes: 3, hours: 5, days: 2 });
    const means = { minutes: 20 * MINUTE_MS, hours: 5 * HOUR_MS, days: 2.5 * DAY_MS };
    this.now += Math.ceil(random.exponential(means[mean]));
    if (random.chance(0.6)) this.now -= this.now % (random.chance(0.3) ? HOUR_MS : MINUTE_MS);
    this.now = Math.max(this.now, this.happened.at(-1)!.at);
  }

  /** To where something falls due, if it ran round the clock since something happened. */
  private passToTheMoment(): void {
    const { random, house, now } = this;
    const { pledge } = random.pick(random.pick(random.pick(house.policies).clocks).targets);
    const { at } = random.pick(this.happened);
    if (pledge.kind === 'within') this.now = Math.max(now, at + pledge.businessMs);
  }

  /** One step of its way, believable for the state that it is in. */
  private advance(): void {
    const { random } = this;
    if (this.state !== 'over' && random.chance(0.03)) return this.end();
    switch (this.state) {
      case 'open':
        this.state = 'assigned';
        return this.tell('TicketAssigned', {
          technicianId: random.pick(['f1', 'f2']),
          ...move('assigned', 'dispatch', 'open'),
        });
      case 'assigned':
        if (random.chance(0.25)) {
          this.state = 'open';
          return this.tell('TicketDeclined', move('registered', 'request', 'open'));
        }
        this.state = 'working';
        return this.tell('TechnicianArrived', move('on-site', 'field', 'active'));
      case 'working':
        return random.chance(0.6) ? this.pause() : this.resolve();
      case 'paused':
        return this.fromPause();
      case 'resolved':
        if (random.chance(0.2)) return this.goOn();
        return random.chance(0.7) && this.cycle < 4 ? this.reopen() : this.close();
      case 'over':
        return random.chance(0.2) && this.cycle < 4 ? this.reopen() : this.comment();
    }
  }

  private pause(): void {
    this.state = 'paused';
    const reason = this.random.pick(REASONS);
    this.tell('WorkPaused', { reason, ...move('paused', 'field', 'paused') });
  }

  private fromPause(): void {
    const { random } = this;
    if (random.chance(0.15)) return this.pause();
    if (random.chance(0.2)) return this.resolve();
    this.state = 'working';
    this.tell('WorkResumed', move('in-progress', 'field', 'active'));
  }

  private resolve(): void {
    this.state = 'resolved';
    this.tell('WorkFinished', move('finished', 'sign-off', 'resolved'));
  }

  /** The customer does not sign. */
  private goOn(): void {
    this.state = 'working';
    this.tell('WorkStarted', move('in-progress', 'field', 'active'));
  }

  private close(): void {
    this.state = 'over';
    this.tell('TicketClosed', move('closed', 'closed', 'closed'));
  }

  private end(): void {
    this.state = 'over';
    const merged = this.random.chance(0.4);
    const to = merged ? 'merged' : 'cancelled';
    this.tell(merged ? 'TicketMerged' : 'TicketCancelled', move(to, 'closed', 'cancelled'));
  }

  private reopen(): void {
    this.cycle += 1;
    this.now += 1;
    this.state = this.random.pick(['open', 'working']);
    const into =
      this.state === 'open'
        ? move('registered', 'request', 'open')
        : move('in-progress', 'field', 'active');
    this.tell('TicketReopened', { cycle: this.cycle, ...into });
    this.now += 1;
  }

  private change(): void {
    const { random, now } = this;
    switch (random.weighted(CHANGES)) {
      case 'priority':
        return this.tell('TicketPrioritised', { priority: random.pick(PRIORITY_NAMES) });
      case 'category': {
        const workflow = { id: random.pick(CATEGORIES), version: 1 };
        return this.tell('TicketClassified', { category: random.pick(CATEGORIES), workflow });
      }
      case 'region':
        return this.tell('TicketAmended', {
          site: random.chance(0.8) ? { region: random.pick(REGIONS) } : {},
        });
      case 'tier':
        return this.tell('CustomerAmended', { tier: random.pick(TIERS) });
      case 'comment':
        return this.comment();
      case 'appointment': {
        const to = now + random.between(-2, 72) * HOUR_MS;
        return this.tell('TicketScheduled', {
          appointment: { to: new Date(to).toISOString() },
          requestedByCustomer: random.chance(0.8),
        });
      }
      case 'recalculation':
        return this.tell('SlaRecalculated', inForce(this.house, now));
      case 'withdrawal':
        return this.tell('SlaPolicyWithdrawn', {});
    }
  }

  private comment(): void {
    const visibility = this.random.pick(['internal', 'customer']);
    this.tell('TicketCommented', { visibility });
  }

  private tell(type: GongdanEvent['type'], data: object): void {
    const { random, now } = this;
    const isDecision = type.startsWith('Sla') || type === 'TicketRegistered';
    const late = !isDecision && random.chance(0.12);
    const recordedAt = now + (late ? Math.ceil(random.exponential(9 * HOUR_MS)) : 0);
    this.happened.push({ type, at: now, recordedAt, data: data as SlaFact['data'] });
  }

  /** As it was written down; what came at one moment in any order. */
  private inOrderOfTheLog(): readonly SlaFact[] {
    const [first, ...rest] = this.happened.map((fact) => ({ fact, tie: this.random.next() }));
    const ordered = rest.toSorted((a, b) => a.fact.recordedAt - b.fact.recordedAt || a.tie - b.tie);
    return [first!, ...ordered].map(({ fact }, index) => ({
      ...fact,
      id: `e${index + 1}`,
      position: index + 1,
    }));
  }
}

const move = (to: string, stage: Move['stage'], stateClass: Move['stateClass']) => ({
  move: { from: null, to, stage, stateClass },
});

/** What a decision to recalculate writes down: the versions in force. */
function inForce({ policies, calendars }: House, at: number): object {
  const newest = (all: readonly { id: string; version: number; effectiveFrom: number | null }[]) =>
    [...Map.groupBy(all, ({ id }) => id)].flatMap(([id, versions]) => {
      const effective = versions.filter(({ effectiveFrom }) => (effectiveFrom ?? at) <= at);
      const version = Math.max(...effective.map((each) => each.version));
      return effective.length > 0 ? [{ id, version }] : [];
    });
  return { policies: newest(policies), calendars: newest(calendars) };
}
