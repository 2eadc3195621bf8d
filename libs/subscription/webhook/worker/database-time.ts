/** The database’s clock between two looks at it: a clock that never steps carries it on. */
export class DatabaseTime {
  private aheadMs = 0;

  note(nowMs: number): void {
    this.aheadMs = nowMs - performance.now();
  }

  /** Milliseconds since 1970. */
  nowMs(): number {
    return performance.now() + this.aheadMs;
  }
}
