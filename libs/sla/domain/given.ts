import type { DueWarning } from './clock-goal.js';
import { rungsAhead, waitsForBreach, type DueRung } from './ladder.js';

/** Of one run: the warnings and rungs that were given, or never will be. Times are epoch milliseconds. */
export class Given {
  private names: readonly string[] = [];
  /** The rung that was reached at once when the clock was judged by another moment, with when that was. */
  private caughtUp: DueRung | undefined;

  copy(): Given {
    const copy = new Given();
    copy.names = this.names;
    copy.caughtUp = this.caughtUp;
    return copy;
  }

  warned(warning: DueWarning): void {
    this.add([warningName(warning)]);
  }

  climbed({ rung }: DueRung): void {
    this.add([rungName({ rung })]);
  }

  /** Those still to be given; what lies before `since` is left out for good. */
  warningsAhead(all: readonly DueWarning[], since: number): readonly DueWarning[] {
    this.add(all.filter(({ at }) => at < since).map(warningName));
    return all.filter((warning) => !this.names.includes(warningName(warning)));
  }

  /** Those still to be reached; of what lies before `since` only the highest, and that at once. */
  rungsAhead(all: readonly DueRung[], since: number): readonly DueRung[] {
    const left = all.filter((each) => !this.names.includes(rungName(each)));
    const ahead = rungsAhead(left, since).map((each) => this.notBefore(each));
    const isCaughtUp = ({ rung, at }: DueRung): boolean => at === since && waitsForBreach(rung);
    this.caughtUp = ahead.find(isCaughtUp) ?? this.caughtUp;
    const skipped = left.filter(({ rung }) => !ahead.some((each) => each.rung === rung));
    this.add(skipped.map(rungName));
    return ahead;
  }

  /** It is reached when the other moment came to hold, also where the clock rested then. */
  private notBefore(each: DueRung): DueRung {
    const { caughtUp } = this;
    if (caughtUp === undefined || rungName(caughtUp) !== rungName(each)) return each;
    return { ...each, at: Math.max(each.at, caughtUp.at) };
  }

  private add(names: readonly string[]): void {
    this.names = [...this.names, ...names];
  }
}

const warningName = ({ label }: DueWarning): string => `warning ${label}`;
const rungName = ({ rung }: Pick<DueRung, 'rung'>): string => `rung ${rung.rung}`;
