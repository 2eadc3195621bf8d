/**
 * The time of a run in turns of the promise queue. Whoever waits costs nothing until his turn comes: with
 * a promise for each turn of each of them, waiting took a quarter of a run.
 */
export class Scheduler {
  private turn = 0;
  private readonly waiting = new Map<number, (() => void)[]>();

  /** Lets everybody else go on for that many turns. */
  async pass(turns: number): Promise<void> {
    if (turns === 0) return;
    const due = this.turn + turns;
    const isTurning = this.waiting.size > 0;
    await new Promise<void>((resume) => {
      this.waiting.set(due, [...(this.waiting.get(due) ?? []), resume]);
      if (!isTurning) void this.go();
    });
  }

  private async go(): Promise<void> {
    while (this.waiting.size > 0) {
      await Promise.resolve();
      this.turn += 1;
      const due = this.waiting.get(this.turn);
      due?.forEach((resume) => resume());
      this.waiting.delete(this.turn);
    }
  }
}
