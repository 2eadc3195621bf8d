/** For a query’s `types`: every column stays the text that PostgreSQL sends. */
export const AS_TEXT = { getTypeParser: () => (text: string | Buffer) => text };
