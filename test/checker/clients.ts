import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client, type Account, type ClientSettings } from './load/client.js';
import { Journey, type JourneyEnd } from './load/journey.js';
import { openJournal } from './load/journal.js';
import { Founder, logIn, type Crowd, type Login } from './load/people.js';
import { randomFrom } from './load/random.js';

export interface LoadOptions {
  /** Base URL, without /api/v1. */
  readonly base: string;
  /** Who makes the organisation: an administrator. */
  readonly login: Login;
  /** Folder of the journals, one file per client. */
  readonly journals: string;
  readonly seed: number;
  /** How many at once. */
  readonly clients: number;
  /** No new ticket is begun once so many commands were acknowledged. */
  readonly commands: number;
  readonly crowd?: Crowd;
  readonly answerMsMax?: number;
  /** Most time for one command with all its tries, and for one wait for what must follow. */
  readonly patienceMs?: number;
  /** Told of every ticket that did not end as planned. */
  readonly note?: (line: string) => void;
  /** Told after every acknowledged command how many there are, e.g. to know when to kill something. */
  readonly onAcknowledged?: (acknowledged: number) => void;
  /** Awaited before every command: whoever runs the load may hold it back. */
  readonly pace?: () => Promise<void>;
}

export interface LoadReport {
  /** Commands. */
  readonly acknowledged: number;
  /** Tries. */
  readonly refused: number;
  /** Tries. */
  readonly unknown: number;
  readonly tickets: Readonly<Record<JourneyEnd, number>>;
}

const CROWD: Crowd = { technicians: 4, customers: 10 };
const ANSWER_MS_MAX = 15_000;
const PATIENCE_MS = 180_000;

/**
 * Many clients at once take tickets through all stages, each on its own, and keep a journal of every try.
 * The same seed makes the same choices; what they are answered with is the engine’s.
 */
export async function runClients(options: LoadOptions): Promise<LoadReport> {
  mkdirSync(options.journals, { recursive: true });
  const load = new Load(options);
  try {
    return await load.run();
  } finally {
    load.close();
  }
}

class Load {
  private readonly settings: ClientSettings;
  private readonly closers: (() => void)[] = [];
  /** Makes keys and user names new in every run. */
  private readonly label: string;
  private begun = 0;
  /** Their keys: a command that came twice counts once. */
  private readonly acknowledged = new Set<string>();
  private readonly results = { ok: 0, refused: 0, unknown: 0 };
  private readonly ends: Record<JourneyEnd, number> = { done: 0, refused: 0, stuck: 0 };

  constructor(private readonly options: LoadOptions) {
    const { base, answerMsMax = ANSWER_MS_MAX, patienceMs = PATIENCE_MS, pace } = options;
    this.settings = { base, answerMsMax, patienceMs, pace };
    this.label = `s${options.seed}-${Date.now().toString(36)}`;
  }

  close(): void {
    for (const close of this.closers) close();
  }

  async run(): Promise<LoadReport> {
    const { login, seed, clients, crowd = CROWD } = this.options;
    const founder = this.client('founder', seed);
    const administrator: Account = await logIn(this.settings, login);
    const found = new Founder(founder, this.settings, administrator, randomFrom(seed));
    const people = await found.found(crowd);
    await Promise.all(
      Array.from({ length: clients }, async (_, number) => {
        const client = this.client(`c${number + 1}`, seed + number + 1);
        while (this.results.ok < this.options.commands) {
          const random = randomFrom(seed * 1_000_003 + ++this.begun);
          const journey = new Journey(client, people, random);
          const end = await journey.travel();
          this.ends[end] += 1;
          if (end !== 'done') this.options.note?.(`${end}: ${journey.trouble}`);
        }
      }),
    );
    const { ok, refused, unknown } = this.results;
    return { acknowledged: ok, refused, unknown, tickets: this.ends };
  }

  private client(name: string, seed: number): Client {
    const full = `${this.label}-${name}`;
    const journal = openJournal(join(this.options.journals, `${full}.jsonl`));
    this.closers.push(() => journal.close());
    const counting = {
      ...journal,
      write: (attempt: Parameters<typeof journal.write>[0]) => {
        journal.write(attempt);
        if (attempt.answeredAt === null) return;
        if (attempt.result === 'ok' && this.acknowledged.has(attempt.commandKey)) return;
        if (attempt.result === 'ok') this.acknowledged.add(attempt.commandKey);
        this.results[attempt.result] += 1;
        if (attempt.result === 'ok') this.options.onAcknowledged?.(this.results.ok);
      },
    };
    return new Client(full, this.settings, counting, randomFrom(seed));
  }
}
