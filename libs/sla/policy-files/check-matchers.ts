import {
  allEventContracts,
  streamKindsOf,
  validateEventData,
  type EventContract,
} from '@gongdan/contracts';
import type { SubjectKind } from '../domain/sla-policy.js';
import type { MatcherContent } from './policy-schema.js';
import type { Path, Report } from './report.js';

const MOVES = ['state', 'stateClass', 'stage'] as const;
const contracts: ReadonlyMap<string, EventContract> = new Map(
  allEventContracts().map((contract) => [contract.type, contract]),
);

/** A matcher that can never match is a clock that silently never runs: refused. */
export function checkMatchers(
  subject: SubjectKind,
  at: Path,
  matchers: readonly MatcherContent[],
  report: Report,
): void {
  matchers.forEach((matcher, index) => checkMatcher(subject, [...at, index], matcher, report));
}

function checkMatcher(
  subject: SubjectKind,
  at: Path,
  matcher: MatcherContent,
  report: Report,
): void {
  const { event, where } = matcher;
  const moves = MOVES.filter((name) => matcher[name] !== undefined);
  if (event === undefined && moves.length === 0 && where === undefined) {
    report(at, `names nothing: give an event, ${MOVES.join(', ')}`);
    return;
  }
  for (const name of moves) {
    if (subject === 'complaint') report([...at, name], 'is of tickets: complaints have no states');
  }
  if (event === undefined) {
    if (where !== undefined) report([...at, 'where'], 'needs the event whose members it names');
    return;
  }
  const contract = contracts.get(event);
  if (contract === undefined) {
    report([...at, 'event'], `${shown(event)} is no event (docs/reference/events.md)`);
    return;
  }
  const kinds: readonly string[] = streamKindsOf(contract.owner);
  if (!kinds.includes(subject)) {
    report([...at, 'event'], `${event} happens to a ${kinds.join(' or ')}, not to a ${subject}`);
    return;
  }
  for (const name of moves) {
    if (!isMember(contract, 'move')) report([...at, name], `${event} leads into no state`);
  }
  for (const [name, value] of Object.entries(where ?? {})) {
    const problem = problemOf(contract, name, value);
    if (problem !== undefined) report([...at, 'where', name], problem);
  }
}

function problemOf(contract: EventContract, name: string, value: unknown): string | undefined {
  const { type, personal, sample } = contract;
  if (!isMember(contract, name)) {
    const known = Object.keys(contract.schema.properties).join(', ');
    return `is no member of ${type}; known: ${known}`;
  }
  // A clock must come out the same when it is computed again after its customer was forgotten.
  if (personal.some((pointer) => pointer === `/${name}` || pointer.startsWith(`/${name}/`))) {
    return `of ${type} is personal data, which may be forgotten: clocks cannot depend on it`;
  }
  if (!['string', 'number', 'boolean'].includes(typeof value)) {
    return 'is compared with a text, a number, or true and false only';
  }
  const violation = validateEventData(type, { ...sample, [name]: value }).find(({ path }) =>
    path.startsWith(`/${name}`),
  );
  return violation && `can never be ${shown(value)}: ${violation.message}`;
}

const isMember = ({ schema }: EventContract, name: string): boolean =>
  Object.hasOwn(schema.properties, name);

const shown = (value: unknown): string => JSON.stringify(value).slice(0, 60);
