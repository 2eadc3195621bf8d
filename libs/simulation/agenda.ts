export interface Task {
  readonly run: () => Promise<void>;
}

/** What is to be done when, in slices of virtual time. */
export class Agenda {
  private readonly slices = new Map<number, { atMs: number; task: Task }[]>();

  constructor(private readonly sliceMs: number) {}

  private sliceOf(atMs: number): number {
    return Math.floor(atMs / this.sliceMs);
  }

  add(atMs: number, run: Task['run']): void {
    const slice = this.sliceOf(atMs);
    const tasks = this.slices.get(slice);
    const entry = { atMs, task: { run } };
    if (tasks) tasks.push(entry);
    else this.slices.set(slice, [entry]);
  }

  /**
   * Takes everything that is due before `endsMs`, earliest first, including what is added meanwhile for a
   * time before it.
   */
  *takeUntil(endsMs: number): Generator<Task> {
    for (;;) {
      const due = this.takeDue(endsMs);
      if (due.length === 0) return;
      yield* due;
    }
  }

  private takeDue(endsMs: number): Task[] {
    const due: { atMs: number; task: Task }[] = [];
    for (const [slice, tasks] of this.slices) {
      if (slice * this.sliceMs >= endsMs) continue;
      const later = tasks.filter(({ atMs }) => atMs >= endsMs);
      due.push(...tasks.filter(({ atMs }) => atMs < endsMs));
      if (later.length === 0) this.slices.delete(slice);
      else this.slices.set(slice, later);
    }
    return due.sort((a, b) => a.atMs - b.atMs).map(({ task }) => task);
  }
}
