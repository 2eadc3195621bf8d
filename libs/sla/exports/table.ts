/** Instants and durations are ISO texts, hours and counts numbers. */
export type Cell = string | number | null;

export interface Table {
  /** Of the sheet. */
  readonly name: string;
  readonly columns: readonly { readonly title: string; readonly width: number }[];
  readonly rows: readonly (readonly Cell[])[];
}

/** One column of a table, and where its cells come from. */
export type ColumnOf<Item> = readonly [title: string, cell: (item: Item) => Cell, width?: number];

const WIDTH = 16;

export const tableOf = <Item>(
  name: string,
  columns: readonly ColumnOf<Item>[],
  items: readonly Item[],
): Table => ({
  name,
  columns: columns.map(([title, , width = WIDTH]) => ({ title, width })),
  rows: items.map((item) => columns.map(([, cell]) => cell(item))),
});

const HOUR_MS = 3_600_000;

/** Hours with as many decimals as a minute needs. */
export const hoursOf = (ms: number | null): number | null =>
  ms === null ? null : Math.round((ms / HOUR_MS) * 100) / 100;
