/**
 * True for IANA names that this machine knows. Offsets such as `+08:00` are none: newer versions of Node take
 * them, and PostgreSQL reads them the other way round.
 */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
