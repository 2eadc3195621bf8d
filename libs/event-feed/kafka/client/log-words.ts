import type { LogEntry } from 'kafkajs';

/**
 * What an entry of the client’s log says, in one line. The reason of a refused request stands beside its
 * message, and without it nobody knows what happened.
 */
export function logWords({ namespace, log }: Pick<LogEntry, 'namespace' | 'log'>): string {
  const { message, error } = log as { readonly message: string; readonly error?: unknown };
  const reason = typeof error === 'string' && !message.includes(error) ? `: ${error}` : '';
  return `kafka ${namespace}: ${message}${reason}`;
}
