import { GongdanError, type Violation } from '@gongdan/core';
import { Latest, type LatestLimits } from '../metrics/latest.js';

/** How long a probe waits for the parts (all at once): below what probes usually allow. */
export const READY_WAIT_MS_MAX = 2_000;
/** A part is not asked again so soon: everybody may probe, as often as he likes. */
const READY_FRESH_MS = 500;

const LIMITS: LatestLimits = {
  freshMs: READY_FRESH_MS,
  waitMsMax: READY_WAIT_MS_MAX,
  knownMsMax: READY_FRESH_MS + READY_WAIT_MS_MAX, // what was said before that is no news
};

/** Something that a host needs to serve requests. */
export interface ReadinessPart {
  /** In the problem document, e.g. `database`. */
  readonly name: string;
  /**
   * What is wrong with it, in words for everybody (no addresses, no words of others); undefined: nothing.
   * One that throws is said to have failed; why stands in the log.
   */
  check(): Promise<string | undefined>;
}

/** Whether this process serves requests: it has started, is not stopping, and each part does its work. */
export class Readiness {
  private phase: 'composed' | 'started' | 'stopping' = 'composed';
  private readonly parts = new Map<string, Latest<string | undefined>>();

  constructor(private readonly limits: LatestLimits = LIMITS) {}

  /** One part more, or another one for the same name. */
  add({ name, check }: ReadinessPart): void {
    this.parts.set(name, new Latest(check, this.limits));
  }

  started(): void {
    if (this.phase === 'composed') this.phase = 'started';
  }

  /** For good. */
  stopping(): void {
    this.phase = 'stopping';
  }

  /** Throws `ENGINE.NOT_READY` naming every part that is not, after READY_WAIT_MS_MAX at the latest. */
  async check(): Promise<void> {
    const failing = await Promise.all([...this.parts].map((part) => failureOf(...part)));
    const found = [this.ownFailure(), ...failing].filter((failure) => failure !== undefined);
    if (found.length > 0) throw notReady(found);
  }

  private ownFailure(): Failing | undefined {
    if (this.phase === 'started') return undefined;
    const message = this.phase === 'stopping' ? 'is stopping' : 'has not started yet';
    return { violation: { path: 'engine', message } };
  }
}

interface Failing {
  readonly violation: Violation;
  readonly cause?: unknown;
}

async function failureOf(
  path: string,
  part: Latest<string | undefined>,
): Promise<Failing | undefined> {
  const known = await part.get();
  const { failure: cause } = part;
  if (cause !== undefined) return { violation: { path, message: 'failed' }, cause };
  if (known?.current !== true) return { violation: { path, message: 'did not answer in time' } };
  return known.value === undefined ? undefined : { violation: { path, message: known.value } };
}

const notReady = (failing: readonly Failing[]): GongdanError => {
  const violations = failing.map(({ violation }) => violation);
  const words = violations.map(({ path, message }) => `${path} ${message}`).join('; ');
  return new GongdanError(
    {
      code: 'ENGINE.NOT_READY',
      category: 'transient',
      message: `This host cannot serve requests now: ${words}.`,
      violations,
    },
    { cause: failing.find(({ cause }) => cause !== undefined)?.cause },
  );
};
