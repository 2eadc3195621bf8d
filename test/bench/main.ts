import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { BenchRow } from './bench-row.js';

type Suite = () => Promise<readonly BenchRow[]>;

/** Loaded when asked for: a suite’s controls need not be installed to run another. */
const SUITES: Readonly<Record<string, () => Promise<Suite>>> = {};

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { json: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
  });
  const known = Object.keys(SUITES);
  const chosen = positionals.length === 0 ? known : positionals;
  const unknown = chosen.filter((name) => !(name in SUITES));
  if (values.help === true || unknown.length > 0) {
    for (const name of unknown) console.error(`There is no suite '${name}'.`);
    console.error(`npm run bench -- [${known.join(' | ')}]… [--json FILE]`);
    process.exit(values.help === true ? 0 : 2);
  }
  const rows: BenchRow[] = [];
  for (const name of chosen) {
    console.error(`— ${name}`);
    const suite = await SUITES[name]?.();
    for (const row of (await suite?.()) ?? []) {
      rows.push(row);
      console.log(lineOf(row));
    }
  }
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`);
}

function lineOf(row: BenchRow): string {
  const range = `(${row.min.toFixed(2)}–${row.max.toFixed(2)})`;
  return (
    `${row.suite.padEnd(10)} ${row.case.padEnd(44)} ${row.value.toFixed(1).padStart(10)} ` +
    `${row.unit.padEnd(10)} ratio ${row.ratio.toFixed(2).padStart(7)} ${range} ` +
    `against ${row.control} ${row.controlValue.toFixed(1)}`
  );
}

await main();
