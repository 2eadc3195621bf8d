export interface Answer {
  /** 0: none came, or only a part of one. */
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  /** Why none came. */
  readonly failure?: string;
}

export interface Question {
  readonly method: 'GET' | 'POST';
  /** Below /api/v1. */
  readonly path: string;
  readonly body?: object | undefined;
  readonly token?: string | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly timeoutMs: number;
}

/** One request; never throws: a server that is being killed is what this client is made for. */
export async function ask(base: string, question: Question): Promise<Answer> {
  const { method, path, body, token, idempotencyKey, timeoutMs } = question;
  try {
    const response = await fetch(`${base}/api/v1${path}`, {
      method,
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: objectIn(await response.text()) };
  } catch (error) {
    return { status: 0, body: {}, failure: failureWords(error) };
  }
}

/** A proxy may answer with a page of its own. */
function objectIn(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function failureWords(error: unknown): string {
  const { cause, name } = error as { cause?: { code?: string }; name?: string };
  return cause?.code ?? name ?? String(error);
}
