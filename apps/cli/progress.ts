import cliProgress from 'cli-progress';
import type { Clock } from '@gongdan/core';
import { epochMsOf } from '@gongdan/core';
import type { Terminal } from './terminal.js';

export interface Progress {
  /** `done`: from 0 to 1; `words`: what has been done so far. */
  update(done: number, words: string): void;
  end(): void;
}

/** Without a person who watches, a line is written at most this often. */
const LINE_INTERVAL_MS = 5_000;
const BAR_STEPS = 1_000;

/** A bar on standard error where a person watches it, a line now and then elsewhere. */
export function startProgress(terminal: Terminal, title: string, clock: Clock): Progress {
  return terminal.isInteractive ? bar(title) : lines(terminal, title, clock);
}

function bar(title: string): Progress {
  const single = new cliProgress.SingleBar(
    {
      format: `${title} {bar} {percentage} % {words}`,
      hideCursor: true,
      stream: process.stderr,
      fps: 10,
      stopOnComplete: false,
    },
    cliProgress.Presets.shades_classic,
  );
  single.start(BAR_STEPS, 0, { words: '' });
  return {
    update: (done, words) => single.update(Math.round(done * BAR_STEPS), { words }),
    end: () => single.stop(),
  };
}

function lines(terminal: Terminal, title: string, clock: Clock): Progress {
  let lastMs = epochMsOf(clock.now());
  return {
    update: (done, words) => {
      const nowMs = epochMsOf(clock.now());
      if (nowMs - lastMs < LINE_INTERVAL_MS) return;
      lastMs = nowMs;
      terminal.note(`${title} ${Math.floor(done * 100)} % ${words}`);
    },
    end: () => undefined,
  };
}
