import type { LogWindow } from './log-window.js';

/** Brings what is new in the log into a window, for all consumers of a process. */
export interface LogTail {
  readonly window: LogWindow;
  /** Why nothing new can be read at present; undefined: it can. */
  readonly unreadable: string | undefined;
  /** Follows the log until `signal` aborts; survives failures of where it reads from. */
  run(signal: AbortSignal): Promise<void>;
}

/** Whom a tail tells how it fares; neither may throw. */
export interface TailListener {
  /** Nothing new can be read: told of every try. */
  unreadable(error: unknown): void;
  /** It can again: told once. */
  readable(): void;
}
