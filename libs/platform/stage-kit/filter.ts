/** Conditions of one statement on a projection’s table (alias `t`), and the values they stand on. */
export class Filter {
  /** `values`: shared by all filters of one statement; see `beside`. */
  constructor(readonly values: unknown[] = []) {}

  private readonly conditions: string[] = [];

  /** Other conditions of the same statement: of one of its aggregates, for example. */
  beside(): Filter {
    return new Filter(this.values);
  }

  /** Answers the placeholder that stands for the value. */
  bind(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  /** `column = value`; no value: no condition. */
  is(column: string, value: string | number | boolean | undefined): this {
    return value === undefined ? this : this.where(`t."${column}" = ${this.bind(value)}`);
  }

  /** The list in `column` holds the value; no value: no condition. */
  holds(column: string, value: string | undefined): this {
    return value === undefined
      ? this
      : this.where(`t."${column}" @> ARRAY[${this.bind(value)}::text]`);
  }

  /** One of the columns holds the text, in capitals or not; no text: no condition. */
  mentions(columns: readonly string[], text: string | undefined): this {
    if (text === undefined) return this;
    const pattern = this.bind(`%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`);
    return this.where(columns.map((column) => `t."${column}" ILIKE ${pattern}`).join(' OR '));
  }

  /** A condition in SQL; every value in it bound with `bind`. */
  where(condition: string): this {
    this.conditions.push(condition);
    return this;
  }

  /** The conditions as a WHERE clause; `true` where there are none. */
  clause(more: readonly string[] = []): string {
    const all = [...this.conditions, ...more].map((condition) => `(${condition})`);
    return `WHERE ${all.length === 0 ? 'true' : all.join(' AND ')}`;
  }

  /** For the digest that binds a cursor to its list: the same filter reads the same. */
  get digestible(): string {
    return JSON.stringify([this.conditions, this.values]);
  }
}
