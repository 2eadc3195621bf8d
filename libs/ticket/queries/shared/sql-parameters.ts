/** Collects the values of one statement: `add` answers the placeholder that stands for the value. */
export class SqlParameters {
  readonly values: unknown[] = [];

  add(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  /** `column = value`, or `column = ANY(values)` for several: one value keeps an index's order. */
  isOneOf(column: string, values: readonly (string | number)[]): string {
    return values.length === 1
      ? `${column} = ${this.add(values[0])}`
      : `${column} = ANY(${this.add(values)})`;
  }
}
