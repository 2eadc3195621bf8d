import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  ComplaintOpened,
  CustomerForgotten,
  CustomerRegistered,
  CustomerSigned,
  TicketArchived,
  TicketCommented,
  TicketRegistered,
  Upcasters,
} from '@gongdan/contracts';
import type { EventContract } from '@gongdan/contracts';
import { streamName, type Instant, type NewEvent, type RecordedEvent } from '@gongdan/core';
import type { AppendRequest, AppendResult } from '../event-store.js';
import { InMemoryKeyVault } from '../key-vault/in-memory-key-vault.js';
import { InMemoryEventStore } from '../memory/in-memory-event-store.js';
import { ContractedEventStore } from './contracted-event-store.js';
import type { UnreadableText } from './personal-seals.js';

const NOW = '2026-03-02T09:00:00.000Z' as Instant;
const STREAM = streamName('ticket', '1');

let raw: InMemoryEventStore;
let vault: InMemoryKeyVault;
let unreadable: UnreadableText[];
let store: ContractedEventStore;
beforeEach(() => {
  raw = new InMemoryEventStore({ now: () => NOW });
  vault = new InMemoryKeyVault();
  unreadable = [];
  store = new ContractedEventStore(raw, { vault, onUnreadable: (text) => unreadable.push(text) });
});

const event = (
  { type }: Pick<EventContract, 'type'>,
  data: object,
  overrides: Partial<NewEvent> = {},
): NewEvent => ({
  id: randomUUID(),
  type,
  schemaVersion: 1,
  data: data as NewEvent['data'],
  actor: 'clerk-1',
  occurredAt: NOW,
  correlationId: 'request-1',
  causationId: null,
  customerId: 'customer-1',
  ...overrides,
});

const comment = (text: string, overrides?: Partial<NewEvent>) =>
  event(TicketCommented, { ...TicketCommented.sample, text }, overrides);

const write = (...events: NewEvent[]): AppendRequest => ({
  writes: [{ stream: STREAM, expected: 'any', events }],
});

const appended = (result: AppendResult) => {
  if (result.status !== 'appended') throw new Error(result.status);
  return result.events;
};

const textOf = ({ data }: RecordedEvent) => data['text'];

describe('ContractedEventStore on the way in', () => {
  it('stores no personal text readably, and answers and reads the plain data', async () => {
    const registered = event(TicketRegistered, TicketRegistered.sample);
    const answer = appended(await store.append(write(registered, comment('Ring twice'))));
    const stored = JSON.stringify((await raw.readLog({ after: 0 })).events);
    for (const secret of ['Customer One', '5555 0101', '1 Example Road', 'Ring twice']) {
      expect(stored).not.toContain(secret);
    }
    expect(answer[0]?.data).toEqual(TicketRegistered.sample);
    expect(await store.readStream(STREAM)).toEqual(answer);
    expect((await store.readLog({ after: 0 })).events).toEqual(answer);
  });

  it('leaves everything that is not personal readable in the raw log', async () => {
    await store.append(write(event(TicketRegistered, TicketRegistered.sample)));
    const [stored] = (await raw.readLog({ after: 0 })).events;
    expect(stored?.data).toMatchObject({
      title: TicketRegistered.sample.title,
      site: { region: 'urban' },
      contact: { name: expect.stringMatching(/^sealed:v1:[\w-]+$/) },
    });
  });

  it('keeps the hash of the stored form', async () => {
    const [answer] = appended(await store.append(write(comment('Ring twice'))));
    const [stored] = (await raw.readLog({ after: 0 })).events;
    expect(answer?.hash).toBe(stored?.hash);
  });

  it.each([
    ['data that breaks the contract', { data: { text: 1 } }, '/writes/0/events/1/data/text'],
    ['an undeclared member', { data: { x: 1 } }, '/writes/0/events/1/data/x'],
    ['another version', { schemaVersion: 2 }, '/writes/0/events/1/schemaVersion'],
  ])('refuses %s as a bug and names the place', async (_words, overrides, path) => {
    const append = store.append(write(comment('fine'), comment('broken', overrides)));
    await expect(append).rejects.toMatchObject({
      code: 'EVENT_CONTRACT.INVALID_EVENT',
      category: 'bug',
      violations: expect.arrayContaining([expect.objectContaining({ path })]),
    });
    expect(await raw.lastPosition()).toBe(0);
  });

  it('refuses a type nobody declared and a stream of the wrong kind', async () => {
    const unknown = store.append(write(event({ type: 'TicketVanished' }, {})));
    await expect(unknown).rejects.toMatchObject({ code: 'EVENT_CONTRACT.UNKNOWN_EVENT' });
    const misplaced = store.append(write(event(ComplaintOpened, ComplaintOpened.sample)));
    await expect(misplaced).rejects.toMatchObject({ code: 'EVENT_CONTRACT.WRONG_STREAM' });
    expect(await raw.lastPosition()).toBe(0);
  });

  it('refuses personal data of nobody, and accepts other data of nobody', async () => {
    const nobodys = store.append(write(comment('hello', { customerId: null })));
    await expect(nobodys).rejects.toMatchObject({
      code: 'EVENT_CONTRACT.NO_CUSTOMER',
      category: 'bug',
    });
    const archived = event(TicketArchived, TicketArchived.sample, { customerId: null });
    expect((await store.append(write(archived))).status).toBe('appended');
  });

  it('hands on conflicts, replays and reused keys', async () => {
    const command = { key: 'k', fingerprint: 'a'.repeat(64), outcome: { version: 1 } };
    await store.append({ ...write(comment('one')), command });
    const replay = await store.append({ ...write(comment('one')), command });
    expect(replay).toEqual({ status: 'replayed', outcome: { version: 1 }, position: 1 });
    const reused = { ...command, fingerprint: 'b'.repeat(64) };
    const other = await store.append({ ...write(comment('two')), command: reused });
    expect(other.status).toBe('key-reused');
    const late: AppendRequest = {
      writes: [{ stream: STREAM, expected: 'none', events: [comment('late')] }],
    };
    expect(await store.append(late)).toMatchObject({ status: 'conflict', actual: 1 });
    expect(await store.findOutcome('k')).toEqual(await raw.findOutcome('k'));
    expect(await store.lastPosition()).toBe(1);
  });
});

describe('ContractedEventStore on the way out', () => {
  it.each([
    'sealed:v1:AAAA',
    'sealed:',
    '[forgotten]',
    '👩‍👩‍👧 客户 é e\u0301',
    '\u202e\u2066\ufeff\u200b',
    '"\\\u0001\n',
    '$&{}[]<script>',
    'x'.repeat(10_000),
  ])('gives %p back as it was', async (text) => {
    const answer = appended(await store.append(write(comment(text))));
    expect(answer.map(textOf)).toEqual([text]);
    expect((await store.readStream(STREAM)).map(textOf)).toEqual([text]);
  });

  it.each([
    ['a NUL', 'a\u0000b'],
    ['a lone surrogate', 'a\ud800b'],
  ])('refuses %s, which no reader could store, before it is sealed', async (_words, text) => {
    await expect(store.append(write(comment('fine'), comment(text)))).rejects.toMatchObject({
      code: 'STORE.INVALID_APPEND',
      category: 'invalid',
      violations: [{ path: '/writes/0/events/1/data/text' }],
    });
    expect(await vault.existingKey('customer-1')).toBeUndefined();
  });

  it('opens what a subscription delivers, caught up and live', async () => {
    const stop = new AbortController();
    const texts: unknown[] = [];
    await store.append(write(comment('one')));
    for await (const page of store.subscribe({ after: 0 }, stop.signal)) {
      texts.push(...page.events.map(textOf));
      if (texts.length === 1) await store.append(write(comment('two'), comment('three')));
      if (texts.length === 3) stop.abort();
    }
    expect(texts).toEqual(['one', 'two', 'three']);
  });

  it('leads older versions forward, whatever was personal in them', async () => {
    await store.append(write(event(TicketRegistered, TicketRegistered.sample)));
    const step = {
      type: 'TicketRegistered',
      fromVersion: 1,
      personal: TicketRegistered.personal,
      upcast: (data: NewEvent['data']) => {
        const { contact, ...rest } = data as typeof TicketRegistered.sample;
        return { ...rest, people: contact ? [{ ...contact, note: 'sealed:v1:x' }] : [] };
      },
    };
    const personal = ['/people/*/name', '/people/*/phone', '/people/*/note'];
    const shape = { type: 'TicketRegistered', schemaVersion: 2, personal };
    const newer = new ContractedEventStore(raw, {
      vault,
      upcasters: new Upcasters([step], [shape]),
    });
    const [read] = await newer.readStream(STREAM);
    expect(read?.schemaVersion).toBe(2);
    expect(read?.data['people']).toEqual([
      { name: 'Customer One', phone: '+86 10 5555 0101', note: 'sealed:v1:x' },
    ]);
    await vault.destroy('customer-1');
    const [forgotten] = (await newer.readLog({ after: 0 })).events;
    expect(forgotten?.data['people']).toEqual([
      { name: '[forgotten]', phone: '[forgotten]', note: 'sealed:v1:x' },
    ]);
  });

  it('refuses to read what a newer release wrote', async () => {
    await raw.append(write(comment('x', { schemaVersion: 9 })));
    await expect(store.readStream(STREAM)).rejects.toMatchObject({
      code: 'EVENT_CONTRACT.NEWER_EVENT',
      category: 'transient',
    });
  });
});

describe('ContractedEventStore when a customer was forgotten', () => {
  const customer = streamName('customer', 'customer-1');
  const registered = () => event(CustomerRegistered, CustomerRegistered.sample);
  const others = () => comment('of another', { customerId: 'customer-2' });

  it('reads [forgotten] for all personal texts and everything else unchanged', async () => {
    const writes = [
      { stream: customer, expected: 'none' as const, events: [registered()] },
      { ...write(event(TicketRegistered, TicketRegistered.sample), others()).writes[0] },
    ] as AppendRequest['writes'];
    const before = appended(await store.append({ writes }));
    await vault.destroy('customer-1');
    const after = (await store.readLog({ after: 0 })).events;
    const withoutTexts = (events: readonly RecordedEvent[]) =>
      events.map(({ data, ...rest }) => {
        const { name: _name, phone: _phone, contact: _contact, site, ...stays } = data;
        return { ...rest, stays, region: (site as { region?: string } | undefined)?.region };
      });
    expect(withoutTexts(after)).toEqual(withoutTexts(before));
    expect(after[0]?.data).toMatchObject({ name: '[forgotten]', phone: '[forgotten]' });
    expect(after[1]?.data).toMatchObject({
      contact: { name: '[forgotten]', phone: '[forgotten]' },
      site: { address: '[forgotten]', region: 'urban' },
    });
    expect(after[2]?.data['text']).toBe('of another');
    expect(unreadable).toEqual([]);
  });

  it('records what is not personal, and refuses what is', async () => {
    await vault.destroy('customer-1');
    const forgotten = event(CustomerForgotten, CustomerForgotten.sample);
    const writes = [{ stream: customer, expected: 'any' as const, events: [forgotten] }];
    expect((await store.append({ writes })).status).toBe('appended');
    await expect(store.append(write(comment('again')))).rejects.toMatchObject({
      code: 'CUSTOMER.FORGOTTEN',
      category: 'rejected',
    });
    expect(await raw.lastPosition()).toBe(1);
  });

  it('records what says [forgotten] itself, so that what needs a text can go on', async () => {
    await vault.destroy('customer-1');
    const signed = { ...CustomerSigned.sample, signedBy: '[forgotten]' };
    const [answer] = appended(await store.append(write(event(CustomerSigned, signed))));
    expect(answer?.data).toEqual(signed);
    expect((await store.readStream(STREAM))[0]?.data).toEqual(signed);
    expect(unreadable).toEqual([]);
    const remarked = event(CustomerSigned, { ...signed, remark: 'Friendly' });
    const refused = store.append(write(remarked));
    await expect(refused).rejects.toMatchObject({ code: 'CUSTOMER.FORGOTTEN' });
  });

  it('still answers a repeated command with its first outcome', async () => {
    const command = { key: 'k', fingerprint: 'a'.repeat(64), outcome: { version: 1 } };
    await store.append({ ...write(comment('one')), command });
    await vault.destroy('customer-1');
    const repeat = await store.append({ ...write(comment('one')), command });
    expect(repeat).toEqual({ status: 'replayed', outcome: { version: 1 }, position: 1 });
    const reused = { ...command, fingerprint: 'b'.repeat(64) };
    const other = await store.append({ ...write(comment('two')), command: reused });
    expect(other).toEqual({ status: 'key-reused', key: 'k' });
  });
});

describe('ContractedEventStore when something is wrong', () => {
  it('reads [unreadable], not [forgotten], where a key is lost, and says so', async () => {
    const [answer] = appended(await store.append(write(comment('one'))));
    const bereft = new ContractedEventStore(raw, {
      vault: new InMemoryKeyVault(),
      onUnreadable: (text) => unreadable.push(text),
    });
    expect((await bereft.readStream(STREAM)).map(textOf)).toEqual(['[unreadable]']);
    const { position, stream, id: eventId } = answer ?? {};
    const found = { position, stream, eventId, pointer: '/text', why: 'key-missing' };
    expect(unreadable).toEqual([found]);
  });

  it('reads [unreadable] where a sealed text was moved to another event; the others stay', async () => {
    await store.append(write(comment('one'), comment('two')));
    const [first] = (await raw.readLog({ after: 0 })).events;
    await raw.append(write(comment(String(first?.data['text'])), comment('never sealed')));
    const read = (await store.readStream(STREAM)).map(textOf);
    expect(read).toEqual(['one', 'two', '[unreadable]', 'never sealed']);
    expect(unreadable).toMatchObject([{ position: 3, why: 'damaged' }]);
  });
});
