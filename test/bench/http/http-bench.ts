import { randomUUID } from 'node:crypto';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { benchRow, type BenchOptions, type BenchRow } from '../bench-row.js';
import { startEngineProcess, type EngineProcess } from './engine-process.js';
import { CONNECTIONS, runHttpLoad, type HttpRequest, type HttpResult } from './http-load.js';
import { startServerProcess } from './server-process.js';

export interface HttpBenchOptions extends BenchOptions {
  readonly repetitions?: number;
  readonly seconds?: number;
}

/** Comments go to so many tickets in turn; new ones in every repetition, so that streams stay short. */
const TICKETS = 500;
const SETUP_AT_ONCE = 16;
const WARM_UP_SECONDS = 4;
const CONTROL = 'a bare Fastify handler with the same DTO validation';

interface HttpCase {
  readonly name: string;
  requests(tickets: readonly string[], customerId: string): () => HttpRequest;
}

const comments =
  (headers: () => Record<string, string>): HttpCase['requests'] =>
  (tickets) => {
    let index = 0;
    const body = JSON.stringify({ text: 'Please ring twice, the bell is broken.' });
    return () => ({
      path: `/api/v1/tickets/${tickets[index++ % tickets.length]}/comment`,
      body,
      headers: headers(),
    });
  };

const CASES: readonly HttpCase[] = [
  { name: 'comment', requests: comments(() => ({})) },
  {
    name: 'comment with an Idempotency-Key',
    requests: comments(() => ({ 'idempotency-key': randomUUID() })),
  },
  {
    name: 'register',
    requests: (_tickets, customerId) => {
      const body = JSON.stringify(registration(customerId));
      return () => ({ path: '/api/v1/tickets', body });
    },
  },
];

/**
 * Commands per second through the whole engine (login token, validation, load, decide, durable append,
 * answer), as a ratio to a bare handler in a process of its own; and p99 as a multiple of p50. The load,
 * the engine and PostgreSQL share the machine.
 */
export async function runHttpBench(options: HttpBenchOptions = {}): Promise<BenchRow[]> {
  const { repetitions = 5, seconds = 5, only = '' } = options;
  const engine = await startEngineProcess();
  try {
    const program = fileURLToPath(
      new URL(`./bare-handler${extname(import.meta.url)}`, import.meta.url),
    );
    const bare = await startServerProcess([program], {}, (said) => /http:\S+/.exec(said)?.[0]);
    try {
      const rows: BenchRow[] = [];
      for (const one of CASES.filter(({ name }) => name.includes(only))) {
        rows.push(...(await measure(one, engine, bare.url, { repetitions, seconds })));
      }
      return rows;
    } finally {
      await bare.stop();
    }
  } finally {
    await engine.remove();
  }
}

async function measure(
  { name, requests }: HttpCase,
  engine: EngineProcess,
  bareUrl: string,
  { repetitions, seconds }: { readonly repetitions: number; readonly seconds: number },
): Promise<BenchRow[]> {
  const customer = await engine.post('/customers', { name: 'Customer One' });
  const customerId = String(customer['id']);
  const pairs: [HttpResult, HttpResult][] = [];
  for (let repetition = 0; repetition <= repetitions; repetition++) {
    const duration = repetition === 0 ? WARM_UP_SECONDS : seconds;
    const next = requests(await registerTickets(engine, customerId), customerId);
    const own = await runHttpLoad(engine.url, engine.token, duration, next);
    const control = await runHttpLoad(bareUrl, engine.token, duration, next);
    if (repetition > 0) pairs.push([own, control]);
  }
  const suite = 'http';
  const label = `${name}, ${CONNECTIONS} connections`;
  return [
    benchRow(
      { suite, case: label, unit: 'commands/s', control: CONTROL },
      pairs.map(([own, control]) => [own.requestsPerSecond, control.requestsPerSecond]),
    ),
    benchRow(
      { suite, case: `${label}: p99`, unit: 'ms', control: 'p50 of the same' },
      pairs.map(([own]) => [own.p99Ms, own.p50Ms]),
    ),
  ];
}

async function registerTickets(engine: EngineProcess, customerId: string): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < TICKETS) {
    const some = Array.from({ length: SETUP_AT_ONCE }, async () => {
      const answer = await engine.post('/tickets', registration(customerId));
      return String(answer['id']);
    });
    ids.push(...(await Promise.all(some)));
  }
  return ids.slice(0, TICKETS);
}

const registration = (customerId: string) => ({
  customerId,
  category: 'free',
  channel: 'phone',
  title: 'Air conditioner does not cool',
  description: 'Runs, but blows warm air since yesterday.',
  contact: { name: 'Customer One', phone: '+86 10 5555 0101' },
  site: { address: '1 Example Road', region: 'urban' },
});
