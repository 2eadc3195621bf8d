import type { Attempt, Recorded, Recorder } from './recorder.js';

interface Entry {
  readonly attempt: Attempt;
  readonly settle: (error?: unknown) => void;
}

/** Writes attempts down as they end; those that end while others are being written go together. */
export class RecordQueue {
  private waiting: Entry[] = [];
  private running = false;

  constructor(
    private readonly recorder: Pick<Recorder, 'record'>,
    private readonly onRecorded: (recorded: Recorded) => void,
  ) {}

  /** Answers when it is written; throws what writing threw. */
  add(attempt: Attempt): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (error?: unknown): void => (error === undefined ? resolve() : reject(error));
      this.waiting.push({ attempt, settle });
      if (!this.running) void this.work();
    });
  }

  private async work(): Promise<void> {
    this.running = true;
    while (this.waiting.length > 0) {
      const batch = this.waiting;
      this.waiting = [];
      let failure: unknown;
      try {
        this.onRecorded(await this.recorder.record(batch.map(({ attempt }) => attempt)));
      } catch (error) {
        failure = error ?? new Error('not recorded');
      }
      for (const { settle } of batch) settle(failure);
    }
    this.running = false;
  }
}
