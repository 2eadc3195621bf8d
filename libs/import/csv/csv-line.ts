/** One record as RFC 4180 writes it, without a line end: quoted only where it must be. */
export const csvLine = (fields: readonly (string | number)[]): string =>
  fields.map((field) => quoted(String(field))).join(',');

const quoted = (field: string): string =>
  /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
