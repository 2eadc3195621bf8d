import type { LogWindow } from './log-window.js';

/** Brings what is new in the log into a window, for all consumers of a process. */
export interface LogTail {
  readonly window: LogWindow;
  /** Why nothing new can be read at present; undefined: it can. */
  readonly unreadable: string | undefined;
  /** Follows the log until `signal` aborts; survives failures of where it reads from. */
  run(signal: AbortSignal): Promise<void>;
}

/** Told why nothing new can be read. */
export type OnUnreadable = (reason: string) => void;
