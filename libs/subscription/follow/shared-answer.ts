/**
 * One question that many ask at once: all who come while it is under way share the next answer, which was
 * asked for after they came and so is as new as each could get.
 */
export class SharedAnswer<Value> {
  private current: Promise<unknown> | undefined;
  private next: Promise<Value> | undefined;

  constructor(private readonly ask: () => Promise<Value>) {}

  get(): Promise<Value> {
    return (this.next ??= this.afterCurrent());
  }

  private async afterCurrent(): Promise<Value> {
    await this.current;
    this.next = undefined;
    const answer = this.ask();
    this.current = answer.catch(() => undefined); // a failure is of those who share it
    return answer;
  }
}
