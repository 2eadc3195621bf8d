import type { KeyObject } from 'node:crypto';
import { FORGOTTEN, type Upcasters } from '@gongdan/contracts';
import {
  GongdanError,
  type NewEvent,
  type RecordedEvent,
  type StreamName,
  type Violation,
} from '@gongdan/core';
import { invalidAppend } from '../append-validation.js';
import type { AppendRequest, StreamWrite } from '../event-store.js';
import type { KeyVault } from '../key-vault/key-vault.js';
import { mapPersonalTexts, personalMembers, somePersonalText } from './personal-members.js';
import type { PersonalMembers } from './personal-members.js';
import { initialisationVectors, seal, SEALED_PREFIX, sealPlace, unseal } from './seal.js';

/** What is read in the place of a sealed text that cannot be opened although nobody was forgotten. */
const UNREADABLE = '[unreadable]';

export interface UnreadableText {
  readonly position: number;
  readonly stream: StreamName;
  readonly eventId: string;
  readonly pointer: string;
  /** The customer’s key is lost (not destroyed), or the text is not what was sealed. */
  readonly why: 'key-missing' | 'damaged';
}

/** Keys are asked for at most this many at a time. */
const KEYS_LOADED_AT_ONCE_MAX = 64;

type Opener = KeyObject | 'forgotten' | 'missing';

/** Plain texts of one event by their JSON pointers. */
type PlainTexts = ReadonlyMap<string, string>;

export interface SealedRequest {
  readonly request: AppendRequest;
  /** What was sealed in each event, in the order of the writes; empty where nothing was. */
  readonly plainTexts: readonly (PlainTexts | undefined)[];
}

/** Seals the personal texts of events on their way into the log and opens them on the way out. */
export class PersonalSeals {
  private readonly members = new Map<string, Map<number, PersonalMembers | undefined>>();
  private readonly nextIv = initialisationVectors();

  constructor(
    private readonly vault: KeyVault,
    private readonly upcasters: Upcasters,
    private readonly onUnreadable: (text: UnreadableText) => void,
  ) {}

  /** Throws `EVENT_CONTRACT.NO_CUSTOMER` (bug), `STORE.INVALID_APPEND`, and what `KeyVault.keyFor` throws. */
  async seal(request: AppendRequest): Promise<SealedRequest> {
    const keys = await this.keysToSeal(request);
    const plainTexts: (PlainTexts | undefined)[] = [];
    if (keys.size === 0) return { request, plainTexts };
    const sealed = (event: NewEvent): NewEvent => {
      const members = this.membersOf(event);
      const key = event.customerId === null ? undefined : keys.get(event.customerId);
      if (!members || !key) {
        plainTexts.push(undefined);
        return event;
      }
      const plain = new Map<string, string>();
      plainTexts.push(plain);
      const data = mapPersonalTexts(members, event.data, (text, pointer) => {
        if (!isPersonal(text)) return text;
        plain.set(pointer, text);
        return seal(text, key, sealPlace(event.id, pointer), this.nextIv);
      });
      return { ...event, data };
    };
    const writes = request.writes.map((write): StreamWrite => ({
      ...write,
      events: write.events.map(sealed),
    }));
    return { request: { ...request, writes }, plainTexts };
  }

  /** The events of an append’s answer with the texts that were just sealed: nothing is deciphered. */
  restore(
    events: readonly RecordedEvent[],
    { plainTexts }: SealedRequest,
  ): readonly RecordedEvent[] {
    return events.map((event, index) => {
      const plain = plainTexts[index];
      const members = plain && this.membersOf(event);
      if (!members) return event;
      const data = mapPersonalTexts(members, event.data, (text, at) => plain.get(at) ?? text);
      return { ...event, data };
    });
  }

  /** Events as they read now: opened where the key is there, `[forgotten]` where it was destroyed. */
  async open(events: readonly RecordedEvent[]): Promise<readonly RecordedEvent[]> {
    const customerIds = new Set<string>();
    for (const event of events) {
      if (event.customerId !== null && this.hasText(event, isSealed)) {
        customerIds.add(event.customerId);
      }
    }
    if (customerIds.size === 0) return events;
    const openers = await inBatches([...customerIds], (id) => this.openerOf(id));
    return events.map((event) => {
      const opener = event.customerId === null ? undefined : openers.get(event.customerId);
      return opener === undefined ? event : this.openEvent(event, opener);
    });
  }

  private openEvent(event: RecordedEvent, opener: Opener): RecordedEvent {
    const members = this.membersOf(event);
    if (!members) return event;
    const data = mapPersonalTexts(members, event.data, (text, pointer) => {
      if (!isSealed(text)) return text;
      if (opener === 'forgotten') return FORGOTTEN;
      const plain =
        opener === 'missing' ? undefined : unseal(text, opener, sealPlace(event.id, pointer));
      if (plain !== undefined) return plain;
      const { position, stream, id: eventId } = event;
      const why = opener === 'missing' ? 'key-missing' : 'damaged';
      this.onUnreadable({ position, stream, eventId, pointer, why });
      return UNREADABLE;
    });
    return data === event.data ? event : { ...event, data };
  }

  private async openerOf(customerId: string): Promise<Opener> {
    const key = await this.vault.existingKey(customerId);
    if (key) return key;
    return (await this.vault.isDestroyed(customerId)) ? 'forgotten' : 'missing';
  }

  /** Keys of all customers who have personal texts in the request. */
  private async keysToSeal(request: AppendRequest): Promise<ReadonlyMap<string, KeyObject>> {
    const customerIds = new Set<string>();
    const violations: Violation[] = [];
    for (const [writeIndex, { events }] of request.writes.entries()) {
      for (const [index, event] of events.entries()) {
        if (!this.hasText(event, isPersonal)) continue;
        if (event.customerId === null) throw noCustomer(event.type);
        customerIds.add(event.customerId);
        for (const pointer of this.unstorableTexts(event)) {
          const path = `/writes/${writeIndex}/events/${index}/data${pointer}`;
          violations.push({ path, message: 'holds a NUL or a lone surrogate' });
        }
      }
    }
    if (violations.length > 0) throw invalidAppend(violations);
    return inBatches([...customerIds], (id) => this.vault.keyFor(id));
  }

  /** Checked here because the store below sees the sealed text only. */
  private unstorableTexts(event: NewEvent): readonly string[] {
    if (!this.hasText(event, isUnstorable)) return [];
    const pointers: string[] = [];
    mapPersonalTexts(this.membersOf(event) ?? new Map(), event.data, (text, pointer) => {
      if (isUnstorable(text)) pointers.push(pointer);
      return text;
    });
    return pointers;
  }

  private hasText(event: NewEvent, condition: (text: string) => boolean): boolean {
    const members = this.membersOf(event);
    return members !== undefined && somePersonalText(members, event.data, condition);
  }

  private membersOf({ type, schemaVersion }: NewEvent): PersonalMembers | undefined {
    let versions = this.members.get(type);
    if (versions?.has(schemaVersion)) return versions.get(schemaVersion);
    const members = personalMembers(this.upcasters.personalOf(type, schemaVersion));
    if (!versions) this.members.set(type, (versions = new Map()));
    versions.set(schemaVersion, members);
    return members;
  }
}

/** What reads as forgotten says nothing of anybody: it needs no seal, and no key. */
const isPersonal = (text: string): boolean => text !== FORGOTTEN;
const isSealed = (text: string): boolean => text.startsWith(SEALED_PREFIX);

const isUnstorable = (text: string): boolean => text.includes('\0') || !text.isWellFormed();

/** One answer per id; not all at once, as each may open a file. */
async function inBatches<Value>(
  ids: readonly string[],
  ask: (id: string) => Promise<Value>,
): Promise<ReadonlyMap<string, Value>> {
  const answers = new Map<string, Value>();
  for (let start = 0; start < ids.length; start += KEYS_LOADED_AT_ONCE_MAX) {
    const batch = ids.slice(start, start + KEYS_LOADED_AT_ONCE_MAX);
    const values = await Promise.all(batch.map(async (id) => [id, await ask(id)] as const));
    for (const [id, value] of values) answers.set(id, value);
  }
  return answers;
}

const noCustomer = (type: string): GongdanError =>
  new GongdanError({
    code: 'EVENT_CONTRACT.NO_CUSTOMER',
    category: 'bug',
    message: `${type} holds personal data but names no customer under whose key to seal it.`,
    hint: 'Give the event its customerId (`customerIdOf` of the execution).',
  });
