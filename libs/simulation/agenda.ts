export interface Task {
  readonly atMs: number;
  /** Tasks of one lane are done one after another; lanes are independent of each other. */
  readonly lane: string;
  readonly run: () => Promise<void>;
}

/** What is to be done when. */
export class Agenda {
  /** By buckets of time, so that taking what is due does not look at a whole year. */
  private readonly buckets = new Map<number, Task[]>();

  constructor(private readonly bucketMs: number) {}

  add(task: Task): void {
    const bucket = Math.floor(task.atMs / this.bucketMs);
    const tasks = this.buckets.get(bucket);
    if (tasks) tasks.push(task);
    else this.buckets.set(bucket, [task]);
  }

  /** Takes everything that is due before `endsMs`, lane by lane, in each the earliest first. */
  takeUntil(endsMs: number): readonly (readonly Task[])[] {
    const due: Task[] = [];
    for (const [bucket, tasks] of this.buckets) {
      if (bucket * this.bucketMs >= endsMs) continue;
      const later = tasks.filter(({ atMs }) => atMs >= endsMs);
      due.push(...tasks.filter(({ atMs }) => atMs < endsMs));
      if (later.length === 0) this.buckets.delete(bucket);
      else this.buckets.set(bucket, later);
    }
    due.sort((a, b) => a.atMs - b.atMs);
    return [...Map.groupBy(due, ({ lane }) => lane).values()];
  }
}
