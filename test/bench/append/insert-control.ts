import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { PAYLOAD } from './append-load.js';

const CLIENTS = 8;
const INSERT = 'INSERT INTO bench_control (data) VALUES';

export interface Control {
  readonly name: string;
  /** Rows per second over so many seconds. */
  run(seconds: number): Promise<number>;
  dispose(): Promise<void>;
}

/** A case and its control run in turns. */
export interface Turns {
  readonly repetitions: number;
  readonly seconds: number;
  /** Only cases whose name contains this. */
  readonly only: string;
}

/**
 * Single-row inserts of the same payload by eight clients, one transaction each: pgbench where the
 * machine has it, else the same loop on node-postgres (which is slower: a ratio to it looks better).
 */
export async function openControl(url: string): Promise<Control> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    'CREATE TABLE IF NOT EXISTS bench_control (id bigserial PRIMARY KEY, data jsonb NOT NULL)',
  );
  const hasPgbench = spawnSync('pgbench', ['--version']).status === 0;
  const dispose = async () => {
    await client.query('DROP TABLE bench_control');
    await client.end();
  };
  return { ...(hasPgbench ? pgbenchControl(url) : driverControl(url)), dispose };
}

function pgbenchControl(url: string): Pick<Control, 'name' | 'run'> {
  return {
    name: `pgbench -M prepared -c ${CLIENTS} -j 2, single-row inserts`,
    async run(seconds) {
      const folder = mkdtempSync(join(tmpdir(), 'gongdan-bench-'));
      const script = join(folder, 'insert.sql');
      writeFileSync(script, `${INSERT} (:payload);\n`);
      const options = [
        '-n',
        '-M',
        'prepared',
        '-c',
        String(CLIENTS),
        '-j',
        '2',
        '-T',
        String(seconds),
      ];
      const define = ['-D', `payload=${JSON.stringify(PAYLOAD)}`];
      const { stdout } = await promisify(execFile)('pgbench', [
        ...options,
        ...define,
        '-f',
        script,
        url,
      ]);
      rmSync(folder, { recursive: true });
      return Number(/^tps = ([\d.]+)/m.exec(stdout)?.[1]);
    },
  };
}

function driverControl(url: string): Pick<Control, 'name' | 'run'> {
  return {
    name: `node-postgres, ${CLIENTS} clients, single-row inserts (no pgbench here)`,
    run: (seconds) => insertWithDriver(url, CLIENTS, seconds),
  };
}

/** The control’s inserts on node-postgres, by so many clients: rows per second. */
export async function insertWithDriver(
  url: string,
  clients: number,
  seconds: number,
): Promise<number> {
  const until = performance.now() + seconds * 1000;
  const counts = await Promise.all(
    Array.from({ length: clients }, async () => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      let count = 0;
      for (; performance.now() < until; count++) {
        const values = [JSON.stringify(PAYLOAD)];
        await client.query({ name: 'insert', text: `${INSERT} ($1)`, values });
      }
      await client.end();
      return count;
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0) / seconds;
}
