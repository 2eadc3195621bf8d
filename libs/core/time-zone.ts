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
 * True for IANA names that this machine knows. Offsets such as `+08:00` are none: newer versions of Node take
 * them, and PostgreSQL reads them the other way round.
 */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name) || ABBREVIATIONS.has(name.toUpperCase())) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
