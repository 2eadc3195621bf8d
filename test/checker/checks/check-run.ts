import type { Evidence } from '../evidence.js';
import type { Found } from '../findings.js';

/** What a run must have shown at least to count as one. */
export interface Minimum {
  /** Different commands that were acknowledged. */
  readonly acknowledged: number;
  /** Tickets that came to their end. */
  readonly closedTickets: number;
  /** Faults whose word is `kill`. */
  readonly kills: number;
  /** Faults of any kind. */
  readonly faults: number;
  /** Tries without an answer, or records that came again: signs that faults met traffic. */
  readonly unknownsOrRepeats: number;
  /** Relays that published one after another. */
  readonly relayEpochs: number;
}

export const NO_MINIMUM: Minimum = {
  acknowledged: 0,
  closedTickets: 0,
  kills: 0,
  faults: 0,
  unknownsOrRepeats: 0,
  relayEpochs: 0,
};

/** What the run did, counted. */
export interface Scale {
  readonly commands: number;
  readonly acknowledged: number;
  readonly refused: number;
  /** Tries, not commands. */
  readonly unknowns: number;
  readonly kills: number;
  readonly faults: number;
  readonly events: number;
  readonly closedTickets: number;
  readonly records: number;
  readonly repeats: number;
  readonly relayEpochs: number;
  readonly rows: number;
}

export function scaleOf(
  { attempts, faults, log }: Evidence,
  traffic: { readonly repeats: number; readonly epochs: number; readonly records: number },
  rows: number,
): Scale {
  const commands = new Map(Map.groupBy(attempts, ({ logKey, commandKey }) => logKey ?? commandKey));
  const results = [...commands.values()].map((tries) => tries.map(({ result }) => result));
  return {
    commands: commands.size,
    acknowledged: results.filter((each) => each.includes('ok')).length,
    refused: results.filter((each) => each.at(-1) === 'refused').length,
    unknowns: attempts.filter(({ result }) => result === 'unknown').length,
    kills: faults.filter(({ fault }) => fault === 'kill').length,
    faults: faults.length,
    events: log.length,
    closedTickets: log.filter(({ type }) => type === 'TicketClosed').length,
    records: traffic.records,
    repeats: traffic.repeats,
    relayEpochs: traffic.epochs,
    rows,
  };
}

/** A run in which nothing happened proves nothing. */
export function checkRun(scale: Scale, minimum: Minimum, found: Found): void {
  const shown = { ...scale, unknownsOrRepeats: scale.unknowns + scale.repeats };
  for (const name of Object.keys(minimum) as (keyof Minimum)[]) {
    if (shown[name] < minimum[name]) {
      found('run-too-small', `${name}: ${shown[name]}, at least ${minimum[name]} was asked for`);
    }
  }
}
