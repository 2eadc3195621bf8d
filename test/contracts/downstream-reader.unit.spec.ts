import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  allEventContracts,
  eventContract,
  replacePersonalTexts,
  streamKindsOf,
  toCloudEvent,
  toKafkaRecord,
  versionName,
} from '@gongdan/contracts';
import { instantOf, streamName, type NewEvent, type RecordedEvent } from '@gongdan/core';
import { ContractedEventStore, InMemoryEventStore, InMemoryKeyVault } from '@gongdan/event-store';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { HTTP, Kafka, type CloudEvent, type KafkaMessage } from 'cloudevents';

/** As a system downstream has them: from the files, not from our code. */
const schemaFile = (name: string): object =>
  JSON.parse(
    readFileSync(new URL(`../../libs/contracts/published/${name}.json`, import.meta.url), 'utf8'),
  ) as object;

const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);
const violations = (name: string, value: unknown): unknown => {
  const validate = ajv.getSchema(`urn:gongdan:schema:${name}`) ?? ajv.compile(schemaFile(name));
  return validate(value) === true ? [] : validate.errors;
};

const CUSTOMER = 'customer-1';
const SAMPLES = allEventContracts().flatMap(({ type, owner }) =>
  streamKindsOf(owner).map((kind) => [type, kind] as const),
);
const at = (index: number) => instantOf(Date.UTC(2026, 2, 2, 9) + index);

/** Every sample on every kind of stream, twice: sealed as in the log, and as entitled readers get it. */
const sealed: RecordedEvent[] = [];
const opened: RecordedEvent[] = [];
const forgotten: RecordedEvent[] = [];

beforeAll(async () => {
  const vault = new InMemoryKeyVault();
  const store = new ContractedEventStore(new InMemoryEventStore({ now: () => at(1_000) }), {
    vault,
  });
  for (const [index, [type, kind]] of SAMPLES.entries()) {
    const event: NewEvent = {
      id: randomUUID(),
      type,
      schemaVersion: eventContract(type).schemaVersion,
      data: eventContract(type).sample,
      actor: 'Zoë 张',
      occurredAt: at(index),
      correlationId: 'undertaking-1',
      causationId: index % 2 === 0 ? null : randomUUID(),
      customerId: CUSTOMER,
    };
    const stream = streamName(kind, `0198-${index}`);
    await store.append({ writes: [{ stream, expected: 'any', events: [event] }] });
  }
  const range = { after: 0, limit: SAMPLES.length };
  sealed.push(...(await store.raw.readLog(range)).events);
  opened.push(...(await store.readLog(range)).events);
  await vault.destroy(CUSTOMER);
  forgotten.push(...(await store.readLog(range)).events);
  expect([sealed, opened, forgotten].map(({ length }) => length)).toEqual(
    Array(3).fill(SAMPLES.length),
  );
});

/** As a Kafka client hands a record over, and with what the SDK wants done to it before. */
function receiveFromKafka(event: RecordedEvent): CloudEvent {
  const { key, value, headers } = toKafkaRecord(event, 7);
  const wire = {
    key: Buffer.from(key),
    value: Buffer.from(value),
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)]),
    ),
  };
  const message = {
    key: wire.key.toString(),
    value: wire.value,
    headers: Object.fromEntries(
      Object.entries(wire.headers).map(([name, bytes]) => [name, bytes.toString()]),
    ),
  };
  const received = Kafka.toEvent(message as unknown as KafkaMessage) as CloudEvent;
  received.validate();
  return received;
}

function receiveOverHttp(event: RecordedEvent): CloudEvent {
  const received = HTTP.toEvent({
    headers: { 'content-type': 'application/cloudevents+json' },
    body: JSON.stringify(toCloudEvent(event)),
  }) as CloudEvent;
  received.validate();
  return received;
}

describe.each(SAMPLES.map(([type, kind], index) => ({ type, kind, index })))(
  'a reader of $type on a stream of the kind $kind',
  ({ type, kind, index }) => {
    const name = versionName(eventContract(type));
    const of = (events: readonly RecordedEvent[]): RecordedEvent => {
      const event = events[index];
      if (event === undefined) throw new Error(`no event ${index}`);
      return event;
    };
    /** Attributes that are the same however it travels. */
    const attributes = () => {
      const { data: _data, ...rest } = toCloudEvent(of(sealed));
      return rest;
    };

    it('gets it from Kafka as the CloudEvents SDK reads it, and it fits the schemas', () => {
      const event = of(sealed);
      const { data, ...received } = receiveFromKafka(event).toJSON();
      const texts = Object.entries({ ...attributes(), hash: event.hash, epoch: 7 }).map(
        ([attribute, value]) => [attribute, String(value)],
      );
      expect(received).toEqual({ ...Object.fromEntries(texts), partitionkey: event.stream });
      expect(received['source']).toBe(`/gongdan/${kind}`);
      expect(data).toEqual(event.data);
      expect(violations(name, data)).toEqual([]);
      expect(violations('KafkaHeaders.v1', toKafkaRecord(event, 7).headers)).toEqual([]);
    });

    it('gets it over HTTP as the CloudEvents SDK reads it, and it fits the schemas', () => {
      for (const events of [opened, forgotten]) {
        const event = of(events);
        const { data, ...received } = receiveOverHttp(event).toJSON();
        expect(received).toEqual(attributes());
        expect(data).toEqual(event.data);
        expect(violations(name, data)).toEqual([]);
        expect(violations('CloudEvent.v1', toCloudEvent(event))).toEqual([]);
      }
      expect(of(opened).data).toEqual(eventContract(type).sample);
    });

    it('finds personal texts only where the schema marks them', () => {
      const { sample, personal } = eventContract(type);
      const plain = sample as NewEvent['data'];
      const masked = (event: RecordedEvent) => replacePersonalTexts(event.data, personal, '?');
      expect(masked(of(sealed))).toEqual(replacePersonalTexts(plain, personal, '?'));
      const there =
        JSON.stringify(replacePersonalTexts(plain, personal, '?')) !== JSON.stringify(plain);
      expect(JSON.stringify(of(sealed).data).includes('sealed:v1:')).toBe(there);
      expect(JSON.stringify(schemaFile(name)).includes('"x-personal":true')).toBe(
        personal.length > 0,
      );
    });
  },
);
