import type { CloudEvent } from '@gongdan/contracts';
import { signatureHeaders } from '../domain/signature.js';
import type { CheckedTargets } from './checked-targets.js';
import { post, type PostLimits, type PostOutcome } from './post.js';

export interface Sending {
  readonly url: string;
  readonly secrets: readonly string[];
  readonly event: CloudEvent;
  /** By the database’s clock. */
  readonly sentAtMs: number;
  /** Failures before this one. */
  readonly failures: number;
}

const CONTENT_TYPE = 'application/cloudevents+json';

/** Sends one event as a signed CloudEvent in structured JSON. */
export class Sender {
  constructor(
    private readonly targets: CheckedTargets,
    private readonly limits: PostLimits,
  ) {}

  /**
   * What came of it; a target that may not be gone to is a failure like others. Undefined where `signal`
   * ended it. `stillMine` is asked at the last moment before anything leaves the engine.
   */
  async send(
    { url, secrets, event, sentAtMs, failures }: Sending,
    signal: AbortSignal,
    stillMine: () => boolean = () => true,
  ): Promise<PostOutcome | undefined> {
    const beganMs = performance.now();
    const checked = await this.targets.check(url, failures);
    if (signal.aborted || !stillMine()) return undefined;
    if (!checked.ok) {
      const durationMs = Math.round(performance.now() - beganMs);
      return { statusCode: null, error: checked.error.message, retryAfterMs: 0, durationMs };
    }
    const body = JSON.stringify(event);
    const headers = {
      'content-type': CONTENT_TYPE,
      ...signatureHeaders({ id: event.id, sentAtMs, body }, secrets),
    };
    const { connectMsMax, answerMsMax } = this.limits;
    const limits = { connectMsMax, answerMsMax: answerMsMax - (performance.now() - beganMs) };
    return post(checked.value, { headers, body: Buffer.from(body) }, limits, signal);
  }
}
