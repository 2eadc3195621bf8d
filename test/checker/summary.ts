import type { Report } from './check-evidence.js';
import { KINDS, type Kind } from './findings.js';

/** The report for people: what was looked at, then every contradiction with its first examples. */
export function summaryOf({ clean, counts, examples, scale }: Report): string {
  const { commands, acknowledged, refused, unknowns, events, closedTickets } = scale;
  const lines = [
    `commands  ${commands}: ${acknowledged} acknowledged, ${refused} refused; ${unknowns} tries unanswered`,
    `log       ${events} events, ${closedTickets} tickets closed`,
    `topics    ${scale.records} records, ${scale.repeats} of them repeats, ${scale.relayEpochs} relays`,
    `tables    ${scale.rows} rows compared with a fresh fold`,
    `faults    ${scale.faults}, ${scale.kills} of them kills`,
    '',
  ];
  for (const [kind, count] of Object.entries(counts) as [Kind, number][]) {
    lines.push(`${kind}: ${count} (${KINDS[kind]})`);
    for (const example of examples[kind] ?? []) lines.push(`  ${example}`);
  }
  lines.push(clean ? 'Nothing was lost, doubled, reordered or made up.' : 'The run is NOT clean.');
  return lines.join('\n');
}
