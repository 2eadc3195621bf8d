/**
 * Abbreviations that ICU takes for zones and IANA does not have. They are traps: to ICU, CST is Chicago, to a
 * house in Shanghai its own time, and BST is Dhaka, to PostgreSQL London.
 */
const ABBREVIATIONS: ReadonlySet<string> = new Set(
  'ACT AET AGT ART AST BET BST CAT CNT CST CTT EAT ECT IET IST JST MIT NET NST PLT PNT PRT PST SST VST'.split(
    ' ',
  ),
);

/**
 * The one spelling of an IANA zone that this machine knows (`Asia/Shanghai` for `asia/SHANGHAI`; of an old name
 * and a new one it may be either), undefined for other names. What is kept by zone must use this spelling, or
 * whoever chooses the letters chooses how much is kept. Offsets such as `+08:00` are no names: newer versions
 * of Node take them, and PostgreSQL reads them the other way round.
 */
export function timeZoneNamed(name: string): string | undefined {
  if (!/^[A-Za-z]/.test(name) || ABBREVIATIONS.has(name.toUpperCase())) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/** True for IANA names that this machine knows, in any spelling. */
export const isTimeZone = (name: string): boolean => timeZoneNamed(name) !== undefined;
