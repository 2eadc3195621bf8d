import type { Violation } from '@gongdan/core';
import {
  invalidConfig,
  readConfigFolder,
  readConfigText,
  type ConfigFile,
} from '@gongdan/platform';
import type { SlaPolicy } from '../domain/sla-policy.js';
import { checkPolicy } from './check-policy.js';
import { checkPolicySet } from './check-policy-set.js';
import { policyOf } from './policy-of.js';
import { PolicySchema, type PolicyContent } from './policy-schema.js';
import type { Report } from './report.js';

/**
 * Every version of every policy of a folder, in the order in which they are asked. Throws one `CONFIG.INVALID` that
 * names file and line of everything that is wrong.
 */
export function loadSlaPolicies(
  folder: string,
  knownCalendars: ReadonlySet<string>,
): readonly SlaPolicy[] {
  const files = readConfigFolder(folder, PolicySchema);
  throwIfAny(files.flatMap((file) => violationsOf(file, knownCalendars)));
  const policies = files.map(({ content }) => policyOf(content));
  const found: Violation[] = [];
  checkPolicySet(
    files.map((file, index) => {
      const report = reporter(file, found);
      return {
        name: file.name,
        policy: policies[index] as SlaPolicy,
        report: (member, message) => report([member], message),
      };
    }),
  );
  throwIfAny(found);
  return policies.sort(
    (one, other) =>
      one.order - other.order ||
      one.id.localeCompare(other.id, 'en') ||
      one.version - other.version,
  );
}

/**
 * One policy from a text in YAML or JSON, for one that is handed in. Throws one `CONFIG.INVALID` that
 * names every wrong line, with the given name in place of the file’s.
 */
export function readSlaPolicyText(
  text: string,
  name: string,
  knownCalendars: ReadonlySet<string>,
): SlaPolicy {
  const { content, lineOf, violations } = readConfigText(text, PolicySchema);
  if (content === undefined) {
    throw invalidConfig(
      violations.map(({ path, message }) => ({ path: `${name}:${path}`, message })),
    );
  }
  throwIfAny(violationsOf({ name, content, lineOf }, knownCalendars));
  return policyOf(content);
}

function violationsOf(
  file: ConfigFile<PolicyContent>,
  knownCalendars: ReadonlySet<string>,
): readonly Violation[] {
  const found: Violation[] = [];
  checkPolicy(file.content, knownCalendars, reporter(file, found));
  return found;
}

const reporter =
  (
    { name, lineOf }: Pick<ConfigFile<PolicyContent>, 'name' | 'lineOf'>,
    found: Violation[],
  ): Report =>
  (path, message) => {
    found.push({ path: `${name}:${lineOf(path)}`, message: `${path.join('.')} ${message}` });
  };

function throwIfAny(violations: readonly Violation[]): void {
  if (violations.length > 0) throw invalidConfig(violations);
}
