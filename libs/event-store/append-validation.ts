import {
  GongdanError,
  parseInstant,
  type NewEvent,
  type StreamName,
  type Violation,
} from '@gongdan/core';
import {
  APPEND_BYTES_MAX,
  APPEND_EVENTS_MAX,
  APPEND_STREAMS_MAX,
  COMMAND_KEY_LENGTH_MAX,
  EVENT_BYTES_MAX,
  EVENT_TEXT_LENGTH_MAX,
  STREAM_NAME_LENGTH_MAX,
  type AppendRequest,
  type CommandRecord,
  type StreamWrite,
} from './event-store.js';

export interface CheckedEvent {
  readonly event: NewEvent;
  /** `event.data` as the JSON text that is stored and hashed. */
  readonly dataText: string;
}

export interface CheckedWrite {
  readonly stream: StreamName;
  readonly expected: StreamWrite['expected'];
  readonly events: readonly CheckedEvent[];
}

/** An append request that no store has a reason to choke on. */
export interface CheckedAppend {
  readonly writes: readonly CheckedWrite[];
  readonly command: (CommandRecord & { readonly outcomeText: string }) | undefined;
  readonly eventCount: number;
  /** UTF-8 bytes of all data and the outcome. */
  readonly bytes: number;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const FINGERPRINT = /^[0-9a-f]{64}$/;
export const SCHEMA_VERSION_MAX = 32_767;

/**
 * Checks a request against every limit of the port and against what PostgreSQL cannot store (NUL, lone
 * surrogates), before it joins a batch with others. Throws `STORE.INVALID_APPEND` naming each place.
 */
export function checkAppend(request: AppendRequest): CheckedAppend {
  const check = new AppendCheck();
  const checked = check.request(request);
  if (check.violations.length === 0) return checked;
  throw invalidAppend(check.violations);
}

export const invalidAppend = (violations: readonly Violation[], cause?: unknown): GongdanError =>
  new GongdanError(
    {
      code: 'STORE.INVALID_APPEND',
      category: 'invalid',
      message: violations.map(({ path, message }) => `${path || '/'} ${message}`).join('; '),
      hint: 'The same append will be refused again: correct what is named.',
      violations,
    },
    { cause },
  );

class AppendCheck {
  readonly violations: Violation[] = [];
  private bytes = 0;

  request(request: AppendRequest): CheckedAppend {
    const { writes, command } = request;
    const eventCount = writes.reduce((sum, write) => sum + write.events.length, 0);
    if (this.sizes(writes, eventCount)) {
      const checked = writes.map((write, index) => this.write(write, `/writes/${index}`));
      const checkedCommand = command && this.command(command);
      this.must(this.bytes <= APPEND_BYTES_MAX, '', `holds more than ${APPEND_BYTES_MAX} bytes`);
      return { writes: checked, command: checkedCommand, eventCount, bytes: this.bytes };
    }
    return { writes: [], command: undefined, eventCount, bytes: 0 };
  }

  private sizes(writes: readonly StreamWrite[], eventCount: number): boolean {
    const { length } = writes;
    const streams = new Set(writes.map(({ stream }) => stream)).size;
    return (
      this.must(
        length >= 1 && length <= APPEND_STREAMS_MAX,
        '/writes',
        `names ${length} streams; 1 to ${APPEND_STREAMS_MAX} are allowed`,
      ) &&
      this.must(streams === length, '/writes', 'names a stream twice') &&
      this.must(
        eventCount >= 1 && eventCount <= APPEND_EVENTS_MAX,
        '/writes',
        `hold ${eventCount} events; 1 to ${APPEND_EVENTS_MAX} are allowed`,
      )
    );
  }

  private write(write: StreamWrite, path: string): CheckedWrite {
    const { stream, expected, events } = write;
    this.text(stream, `${path}/stream`, STREAM_NAME_LENGTH_MAX);
    this.must(isExpectedVersion(expected), `${path}/expected`, 'is no expected version');
    return {
      stream,
      expected,
      events: events.map((event, index) => this.event(event, `${path}/events/${index}`)),
    };
  }

  private event(event: NewEvent, path: string): CheckedEvent {
    this.must(UUID.test(event.id), `${path}/id`, 'is no lower-case UUID');
    this.text(event.type, `${path}/type`, EVENT_TEXT_LENGTH_MAX);
    const { schemaVersion } = event;
    const isVersion = Number.isInteger(schemaVersion) && schemaVersion >= 1;
    this.must(
      isVersion && schemaVersion <= SCHEMA_VERSION_MAX,
      `${path}/schemaVersion`,
      `is not within 1 to ${SCHEMA_VERSION_MAX}`,
    );
    this.must(
      isInstant(event.occurredAt),
      `${path}/occurredAt`,
      'is no UTC instant with three decimals',
    );
    this.text(event.actor, `${path}/actor`, EVENT_TEXT_LENGTH_MAX);
    this.text(event.correlationId, `${path}/correlationId`, EVENT_TEXT_LENGTH_MAX);
    this.optionalText(event.causationId, `${path}/causationId`);
    this.optionalText(event.customerId, `${path}/customerId`);
    const isObject =
      typeof event.data === 'object' && event.data !== null && !Array.isArray(event.data);
    this.must(isObject, `${path}/data`, 'is no object');
    return { event, dataText: this.json(event.data, `${path}/data`, EVENT_BYTES_MAX) };
  }

  private command(command: CommandRecord): CheckedAppend['command'] {
    this.text(command.key, '/command/key', COMMAND_KEY_LENGTH_MAX);
    this.must(
      FINGERPRINT.test(command.fingerprint),
      '/command/fingerprint',
      'is no lower-case hex SHA-256',
    );
    const outcomeText = this.json(command.outcome, '/command/outcome', EVENT_BYTES_MAX);
    return { ...command, outcomeText };
  }

  /** Answers the JSON text, or `null`’s where there is none. */
  private json(value: unknown, path: string, bytesMax: number): string {
    const text = jsonTextOf(value);
    if (!this.must(text !== undefined, path, 'cannot be written as JSON')) return 'null';
    const bytes = Buffer.byteLength(text ?? '');
    this.bytes += bytes;
    this.must(bytes <= bytesMax, path, `has ${bytes} bytes; at most ${bytesMax} are allowed`);
    this.must(!hasUnstorableEscape(text ?? ''), path, 'holds a NUL or a lone surrogate');
    return text ?? 'null';
  }

  private optionalText(value: string | null, path: string): void {
    if (value !== null) this.text(value, path, EVENT_TEXT_LENGTH_MAX);
  }

  private text(value: string, path: string, lengthMax: number): void {
    if (!this.must(typeof value === 'string', path, 'is no text')) return;
    const { length } = value;
    const inLimits = length >= 1 && length <= lengthMax;
    this.must(inLimits, path, `has ${length} characters; 1 to ${lengthMax} are allowed`);
    this.must(
      !value.includes('\0') && value.isWellFormed(),
      path,
      'holds a NUL or a lone surrogate',
    );
  }

  private must(condition: boolean, path: string, message: string): boolean {
    if (!condition) this.violations.push({ path, message });
    return condition;
  }
}

const INSTANT =
  /^(?!0000)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3])(?::[0-5]\d){2}\.\d{3}Z$/;

/** Only the last days of a month need the calendar: parsing every instant was 10 % of this process’s work. */
const isInstant = (text: string): boolean =>
  INSTANT.test(text) && (text.slice(8, 10) <= '28' || parseInstant(text) === text);

function isExpectedVersion(expected: unknown): boolean {
  if (typeof expected === 'number') return Number.isSafeInteger(expected) && expected >= 0;
  return expected === 'none' || expected === 'exists' || expected === 'any';
}

function jsonTextOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined; // a cycle, a BigInt, or a toJSON that throws
  }
}

/**
 * JSON.stringify writes NUL as `\u0000` and lone surrogates as `\ud800`…`\udfff`; an escaped backslash
 * before them makes them harmless text. PostgreSQL's `json` would accept the first and fail on reading.
 */
const UNSTORABLE_ESCAPE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/;

const hasUnstorableEscape = (json: string): boolean =>
  json.includes(String.raw`\u`) && UNSTORABLE_ESCAPE.test(json);
