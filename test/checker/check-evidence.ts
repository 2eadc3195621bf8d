import { checkCommands } from './checks/check-commands.js';
import { checkLog } from './checks/check-log.js';
import { checkPolicies } from './checks/check-policies.js';
import { checkPromises } from './checks/check-promises.js';
import { checkReadModels } from './checks/check-read-models.js';
import { checkRun, NO_MINIMUM, scaleOf, type Minimum, type Scale } from './checks/check-run.js';
import { checkTopics } from './checks/check-topics.js';
import type { Evidence } from './evidence.js';
import { Findings, type Kind } from './findings.js';

export interface CheckOptions {
  readonly minimum?: Partial<Minimum>;
  /** Events up to this position were there before the clients began: nobody need have asked for them. */
  readonly givenUpTo?: number;
  /** Actors whose events need no journal. Default: `system`, the engine’s sweeps by the clock. */
  readonly otherActors?: readonly string[];
}

export interface Report {
  readonly clean: boolean;
  readonly counts: Partial<Record<Kind, number>>;
  /** The first few of every kind. */
  readonly examples: Partial<Record<Kind, readonly string[]>>;
  readonly scale: Scale;
}

/** Compares what is left of a run, each part with the others, and counts every contradiction. */
export function checkEvidence(evidence: Evidence, options: CheckOptions = {}): Report {
  const { minimum, givenUpTo = 0, otherActors = ['system'] } = options;
  const { attempts, log, topics, readModels } = evidence;
  const findings = new Findings();
  const { found } = findings;
  checkCommands({ attempts, log, givenUpTo, otherActors }, found);
  checkLog(log, found);
  const noTraffic = { repeats: 0, epochs: 0, records: 0 };
  const traffic = topics === undefined ? noTraffic : checkTopics(topics, log, found);
  const rows = checkReadModels(readModels, log, found);
  const doneUpTo = policiesDoneUpTo(evidence);
  checkPolicies(log, doneUpTo, found);
  checkPromises(log, doneUpTo, found);
  const scale = scaleOf(evidence, traffic, rows);
  checkRun(scale, { ...NO_MINIMUM, ...minimum }, found);
  const counts = findings.counts();
  return {
    clean: Object.keys(counts).length === 0,
    counts,
    examples: findings.examples(),
    scale,
  };
}

/** Up to where every policy has reacted: nothing further can be missing yet. */
function policiesDoneUpTo({ readModels }: Evidence): number {
  const policies = Object.entries(readModels.checkpoints)
    .filter(([consumer]) => consumer.startsWith('policy:'))
    .map(([, position]) => position);
  return Math.min(...policies);
}
