import {
  GongdanError,
  parseInstant,
  streamName,
  type Instant,
  type RecordedEvent,
} from '@gongdan/core';
import { toCloudEvent } from './cloud-event.js';

/** A CloudEvent in the binary mode of the Kafka binding. */
export interface KafkaRecord {
  /** The stream: all events of one ticket, invoice … lie in one partition, in order. */
  readonly key: string;
  /** `data` as JSON; personal texts are as they are in the event given, i.e. sealed for a raw one. */
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** An event as it came over Kafka, and the epoch of the relay that sent it. */
export interface ReceivedEvent {
  readonly event: RecordedEvent;
  readonly epoch: number;
}

/**
 * `epoch` is that of the relay which publishes. Repeats have the same id and position; of another epoch
 * where a relay took over from one that had not written down what it had sent.
 */
export function toKafkaRecord(event: RecordedEvent, epoch: number): KafkaRecord {
  const { data: _value, datacontenttype, ...attributes } = toCloudEvent(event);
  const headers: Record<string, string> = { 'content-type': datacontenttype };
  for (const [name, value] of Object.entries(attributes)) headers[`ce_${name}`] = String(value);
  headers['ce_hash'] = event.hash;
  headers['ce_epoch'] = String(epoch);
  return { key: event.stream, value: JSON.stringify(event.data), headers };
}

type Given = string | Buffer | undefined | readonly (string | Buffer)[];

/** Throws `EVENT_CONTRACT.BAD_RECORD` for what no relay of ours wrote. */
export function fromKafkaRecord(
  value: string | Buffer | null,
  headers: Readonly<Record<string, Given>>,
): ReceivedEvent {
  const attribute = (name: string): string => {
    const given = headers[`ce_${name}`];
    if (given === undefined || Array.isArray(given)) throw badRecord(`has no header ce_${name}`);
    return given.toString();
  };
  const optional = (name: string): string | null =>
    headers[`ce_${name}`] === undefined ? null : attribute(name);
  const whole = (name: string, least: number): number => {
    const number = Number(attribute(name));
    if (Number.isSafeInteger(number) && number >= least) return number;
    throw badRecord(`has no whole number from ${least} on in the header ce_${name}`);
  };
  const moment = (name: string): Instant => {
    const instant = parseInstant(attribute(name));
    if (instant !== undefined) return instant;
    throw badRecord(`has no instant in the header ce_${name}`);
  };
  const [, type, schemaVersion] = /^gongdan\.(\w+)\.v(\d+)$/.exec(attribute('type')) ?? [];
  const [, kind] = /^\/gongdan\/(\w+)$/.exec(attribute('source')) ?? [];
  if (type === undefined || kind === undefined) throw badRecord('is of no type of the engine');
  return {
    event: {
      position: whole('position', 1),
      stream: streamName(kind, attribute('subject')),
      version: whole('streamversion', 1),
      id: attribute('id'),
      type,
      schemaVersion: Number(schemaVersion),
      data: dataIn(value),
      actor: attribute('actor'),
      occurredAt: moment('time'),
      recordedAt: moment('recordedtime'),
      correlationId: attribute('correlationid'),
      causationId: optional('causationid'),
      customerId: optional('customerid'),
      hash: attribute('hash'),
    },
    epoch: whole('epoch', 0),
  };
}

function dataIn(value: string | Buffer | null): RecordedEvent['data'] {
  try {
    const data: unknown = JSON.parse(value?.toString() ?? '');
    if (typeof data === 'object' && data !== null) return data as RecordedEvent['data'];
  } catch {
    // said below
  }
  throw badRecord('is no JSON object');
}

const badRecord = (what: string): GongdanError =>
  new GongdanError({
    code: 'EVENT_CONTRACT.BAD_RECORD',
    category: 'invalid',
    message: `A Kafka record ${what}.`,
    hint: 'Only the relay may write to the engine’s topics: see who else does.',
  });
