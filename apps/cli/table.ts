import stringWidth from 'string-width';

type Cell = string | number;

/** Rows as aligned columns under their titles; numbers stand on the right. */
export function table(titles: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const texts = [titles, ...rows.map((row) => row.map(String))];
  const widths = titles.map((_, column) =>
    Math.max(...texts.map((row) => stringWidth(row[column] ?? ''))),
  );
  const isNumeric = titles.map(
    (_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'),
  );
  return texts
    .map((row) =>
      row
        .map((text, column) => pad(text, widths[column] ?? 0, isNumeric[column] === true))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const pad = (text: string, width: number, right: boolean): string => {
  const space = ' '.repeat(Math.max(width - stringWidth(text), 0));
  return right ? space + text : text + space;
};
