/** Everything that can be wrong with a run, in one word each, with what it means. */
export const KINDS = {
  // Commands
  lost: 'an acknowledged command whose effect is not in the log',
  misplaced: 'an acknowledged command whose effect lies elsewhere than its answer said',
  phantom: 'an effect of a command that was only ever refused',
  unexplained: 'an event that no client asked for and no policy explains',
  doubled: 'a command with two effects',
  'two-answers': 'one key that was acknowledged with two different outcomes',
  torn: 'a command of whose events only some are there',
  // The log
  'log-hole': 'a position that is missing in the log',
  'log-back-step': 'a position that does not follow the one before',
  'version-hole': 'a version that does not follow the one before in its stream',
  'hash-chain': 'an event whose hash is not that of its content and its predecessor',
  'id-twice': 'an event id that is in the log twice',
  'recorded-back-step': 'an event that was recorded before its predecessor in the log',
  // Topics
  'not-published': 'an event that the relay says it has published and no topic holds',
  'not-in-log': 'a record of an event that is not in the log',
  'wrong-topic': 'a record in a topic of another context',
  'wrong-key': 'a record whose key is not its stream',
  'wrong-header': 'a record whose headers do not say what the log says',
  'wrong-data': 'a record whose value is not the data in the log',
  'two-partitions': 'a stream that lies in two partitions of its topic',
  'false-repeat': 'a position that was seen before with another event',
  'back-step': 'an event that comes after a higher position: consumers drop it',
  'topic-version-hole': 'a stream whose versions in its topic are not 1, 2, 3 …',
  'stale-epoch': 'something new from a relay that had been replaced',
  'untrue-watermark': 'a watermark that promises what lies above its offsets',
  // Read models
  'row-missing': 'a row that a fresh fold of the log has and the table has not',
  'row-extra': 'a row that the table has and a fresh fold has not',
  'row-differs': 'a row that says something else than a fresh fold',
  'table-missing': 'a read model that is not there',
  'consumer-behind': 'a consumer that has not come to the end of the log',
  'checkpoint-ahead': 'a consumer that says it is beyond the end of the log',
  'dead-letter': 'an event that a consumer has given up',
  // Policies
  'effect-doubled': 'something that may happen once per cause and happened again',
  'effect-missing': 'something that must follow and did not',
  'effect-without-cause': 'an effect of a policy whose cause is not in the log before it',
  // The run itself
  'run-too-small': 'less happened than the run had to show',
} as const;

export type Kind = keyof typeof KINDS;

export interface Finding {
  readonly kind: Kind;
  /** Where and what, for people. */
  readonly detail: string;
}

/** Takes findings one by one; shared by all checks. */
export type Found = (kind: Kind, detail: string) => void;

/** Most examples that are kept of one kind. */
const EXAMPLES_MAX = 5;

/** Counts by kind with the first examples: a run gone wrong may have very many. */
export class Findings {
  private readonly byKind = new Map<Kind, { count: number; examples: string[] }>();

  readonly found: Found = (kind, detail) => {
    const entry = this.byKind.get(kind) ?? { count: 0, examples: [] };
    entry.count += 1;
    if (entry.examples.length < EXAMPLES_MAX) entry.examples.push(detail);
    this.byKind.set(kind, entry);
  };

  /** Only kinds that were found, in the order of `KINDS`. */
  counts(): Partial<Record<Kind, number>> {
    return Object.fromEntries(this.entries().map(([kind, { count }]) => [kind, count]));
  }

  examples(): Partial<Record<Kind, readonly string[]>> {
    return Object.fromEntries(this.entries().map(([kind, { examples }]) => [kind, examples]));
  }

  private entries() {
    return (Object.keys(KINDS) as Kind[]).flatMap((kind) => {
      const entry = this.byKind.get(kind);
      return entry === undefined ? [] : [[kind, entry] as const];
    });
  }
}
