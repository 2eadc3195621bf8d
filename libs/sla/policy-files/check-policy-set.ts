import type { SlaPolicy } from '../domain/sla-policy.js';

/** A policy with the file that it stands in. */
export interface PolicyFile {
  readonly name: string;
  readonly policy: SlaPolicy;
  readonly report: (member: string, message: string) => void;
}

/** What is wrong between files: which policy holds must never depend on the order of their names. */
export function checkPolicySet(files: readonly PolicyFile[]): void {
  const inOrder = files.toSorted((one, other) => one.policy.version - other.policy.version);
  inOrder.forEach(({ policy, report }, index) => {
    const filesBefore = inOrder.slice(0, index);
    const before = filesBefore.map((file) => file.policy);
    const versions = before.filter(({ id }) => id === policy.id);
    const twin = filesBefore.find((file) => named(file.policy) === named(policy));
    if (twin) report('version', `is in ${twin.name} already: ${named(policy)}`);
    const last = versions.at(-1);
    if (last && !twin) checkSuccessor(last, policy, report);
    const rival = before.find((other) => competes(other, policy));
    if (rival) report('order', `${policy.order} is that of ${named(rival)}: which is asked first?`);
  });
}

function checkSuccessor(last: SlaPolicy, next: SlaPolicy, report: PolicyFile['report']): void {
  if (last.subject !== next.subject) {
    report('subject', `must stay that of ${named(last)}: ${last.subject}`);
  }
  if (next.effectiveFrom <= last.effectiveFrom) {
    const how = next.effectiveFrom === last.effectiveFrom ? 'at the same time as' : 'before';
    report('effectiveFrom', `comes ${how} that of ${named(last)}: it must be later`);
  }
}

const competes = (one: SlaPolicy, other: SlaPolicy): boolean =>
  one.id !== other.id && one.subject === other.subject && one.order === other.order;

const named = ({ id, version }: SlaPolicy): string => `version ${version} of ${id}`;
