/** Where a command reads and writes; tests give their own. */
export interface Terminal {
  /** One line of the answer, on standard output. */
  print(line: string): void;
  /** One line about what is going on, on standard error. */
  note(line: string): void;
  /** Standard input, for commands that are told to read it; without it there is nothing to read. */
  readonly input?: AsyncIterable<Buffer | string>;
  /** A person watches standard error: a progress bar makes sense. */
  readonly isInteractive: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Aborted when the command is to come to an end: by Ctrl-C, or because nobody reads its answer any more. */
  readonly signal: AbortSignal;
}

/** Why a command is to come to an end: the reader of its answer went away (`| head`). */
export class ReaderGone extends Error {}

/** What a process that was ended by Ctrl-C says. */
const EXIT_INTERRUPTED = 130;

/**
 * The terminal of this process. The first Ctrl-C asks the command to end in order (a database of its own
 * is stopped), the second one ends it at once. A reader that went away (`| head`) ends it in order, too, and
 * quietly; one that only no longer listens to the notes (`2>&1 | head`) ends nothing.
 */
export function processTerminal(): Terminal {
  const abort = new AbortController();
  let interrupted = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (interrupted) process.exit(EXIT_INTERRUPTED);
      interrupted = true;
      abort.abort();
    });
  }
  whenReaderGoes(process.stdout, () => abort.abort(new ReaderGone('nobody reads the answer')));
  whenReaderGoes(process.stderr, () => {});
  return {
    print: (line) => void process.stdout.write(`${line}\n`),
    note: (line) => void process.stderr.write(`${line}\n`),
    // Opened by whoever reads it: an open standard input keeps a process from ending.
    get input() {
      return process.stdin;
    },
    isInteractive: process.stderr.isTTY,
    environment: process.env,
    signal: abort.signal,
  };
}

/** What is written to it afterwards is lost, and told to `gone` again. */
function whenReaderGoes(stream: NodeJS.WriteStream, gone: () => void): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    gone();
  });
}
