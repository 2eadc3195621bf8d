import { upcasters as engineUpcasters, type Upcasters } from '@gongdan/contracts';
import { GongdanError, type RecordedEvent, type StreamName } from '@gongdan/core';
import type {
  AppendRequest,
  AppendResult,
  EventStore,
  LogPage,
  LogRange,
  StoredOutcome,
  StreamRange,
} from '../event-store.js';
import type { KeyVault } from '../key-vault/key-vault.js';
import { checkContracts } from './contract-check.js';
import { PersonalSeals, type UnreadableText } from './personal-seals.js';

export interface ContractedOptions {
  readonly vault: KeyVault;
  /** Told of every sealed text that reads `[unreadable]`: for the log and an alarm. Must not fail. */
  readonly onUnreadable?: (text: UnreadableText) => void;
  readonly upcasters?: Upcasters;
}

/**
 * What stands between the engine and the raw store. On the way in every event is held against its
 * contract and its personal texts are sealed under the customer’s key; on the way out they are opened
 * (`[forgotten]` once the key is destroyed, `[unreadable]` where it is lost or the text damaged) and old
 * versions are led forward. The order, positions, versions and failures are the raw store’s; `hash`
 * stays that of the stored form, which only `raw` shows.
 *
 * Beside the raw store’s failures: `EVENT_CONTRACT.UNKNOWN_EVENT`, `EVENT_CONTRACT.WRONG_STREAM`,
 * `EVENT_CONTRACT.INVALID_EVENT`, `EVENT_CONTRACT.NO_CUSTOMER` (bugs), `CUSTOMER.FORGOTTEN` (rejected: personal data
 * of a forgotten customer), `EVENT_CONTRACT.NEWER_EVENT` (transient, on reading) and those of the key vault.
 */
export class ContractedEventStore implements EventStore {
  private readonly seals: PersonalSeals;
  private readonly upcasters: Upcasters;

  constructor(
    /** The log as it is stored: for verification, and for what needs no event’s data. */
    readonly raw: EventStore,
    options: ContractedOptions,
  ) {
    this.upcasters = options.upcasters ?? engineUpcasters;
    this.seals = new PersonalSeals(
      options.vault,
      this.upcasters,
      options.onUnreadable ?? (() => undefined),
    );
  }

  async append(request: AppendRequest): Promise<AppendResult> {
    checkContracts(request);
    let sealed;
    try {
      sealed = await this.seals.seal(request);
    } catch (error) {
      const repeated = isForgotten(error) ? await this.repeated(request) : undefined;
      if (repeated) return repeated;
      throw error;
    }
    const result = await this.raw.append(sealed.request);
    if (result.status !== 'appended') return result;
    return { ...result, events: this.seals.restore(result.events, sealed) };
  }

  async readStream(stream: StreamName, range?: StreamRange): Promise<readonly RecordedEvent[]> {
    return this.open(await this.raw.readStream(stream, range));
  }

  async readLog(range: LogRange): Promise<LogPage> {
    return this.readPage(await this.raw.readLog(range));
  }

  async *subscribe(range: LogRange, signal: AbortSignal): AsyncGenerator<LogPage, void> {
    for await (const page of this.raw.subscribe(range, signal)) yield await this.readPage(page);
  }

  lastPosition(): Promise<number> {
    return this.raw.lastPosition();
  }

  findOutcome(key: string): Promise<StoredOutcome | undefined> {
    return this.raw.findOutcome(key);
  }

  close(): Promise<void> {
    return this.raw.close();
  }

  /** A repeated command gets its first outcome also after the customer was forgotten. */
  private async repeated({ command }: AppendRequest): Promise<AppendResult | undefined> {
    const stored = command && (await this.raw.findOutcome(command.key));
    if (!stored) return undefined;
    const { fingerprint, outcome, position } = stored;
    if (fingerprint !== command.fingerprint) return { status: 'key-reused', key: command.key };
    return { status: 'replayed', outcome, position };
  }

  private async readPage(page: LogPage): Promise<LogPage> {
    return { ...page, events: await this.open(page.events) };
  }

  /** Events in their stored form, as every reader gets them: opened and led forward. */
  async open(events: readonly RecordedEvent[]): Promise<readonly RecordedEvent[]> {
    const opened = await this.seals.open(events);
    return opened.map((event) => {
      const { schemaVersion, data } = this.upcasters.upcast(
        event.type,
        event.schemaVersion,
        event.data,
      );
      return data === event.data && schemaVersion === event.schemaVersion
        ? event
        : { ...event, schemaVersion, data };
    });
  }
}

const isForgotten = (error: unknown): boolean =>
  error instanceof GongdanError && error.code === 'CUSTOMER.FORGOTTEN';
