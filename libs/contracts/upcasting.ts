import { GongdanError } from '@gongdan/core';
import type { EventContract } from './event-contract.js';
import { allEventContracts } from './registry.js';

export type EventData = Readonly<Record<string, unknown>>;

/** One step forward: how data written under one version of a contract reads under the next one. */
export interface Upcaster {
  readonly type: string;
  /** Leads data of this version to `fromVersion + 1`. */
  readonly fromVersion: number;
  /** The contract’s `personal` pointers as that old version declared them: what may be sealed in it. */
  readonly personal: readonly string[];
  /** Pure and total over everything ever written under the old version; never changes its input. */
  upcast(data: EventData): EventData;
}

type Shape = Pick<EventContract, 'type' | 'schemaVersion' | 'personal'>;

/**
 * Leads old events forward on reading; the log itself is never rewritten. Constructing throws
 * `EVENT_CONTRACT.INVALID_UPCASTER` (bug) for a step that is doubled, leads nowhere or is missing.
 */
export class Upcasters {
  private readonly shapes = new Map<string, Shape>();
  private readonly steps = new Map<string, Upcaster>();

  constructor(upcasters: readonly Upcaster[], contracts: readonly Shape[]) {
    for (const contract of contracts) this.shapes.set(contract.type, contract);
    for (const upcaster of upcasters) this.add(upcaster);
    for (const { type, schemaVersion } of contracts) {
      for (let version = 1; version < schemaVersion; version++) {
        if (!this.steps.has(stepKey(type, version))) {
          throw invalidUpcaster(
            type,
            version,
            'is missing, so that older events could not be read',
          );
        }
      }
    }
  }

  /**
   * The data as the present contract declares it. Answers the very same object where nothing is to be
   * done. Throws `EVENT_CONTRACT.NEWER_EVENT` (transient) for what a newer release wrote.
   */
  upcast(
    type: string,
    schemaVersion: number,
    data: EventData,
  ): { readonly schemaVersion: number; readonly data: EventData } {
    const { schemaVersion: current } = this.shapeOf(type, schemaVersion);
    let upcasted = data;
    for (let version = schemaVersion; version < current; version++) {
      upcasted = this.stepFrom(type, version).upcast(upcasted);
    }
    return { schemaVersion: current, data: upcasted };
  }

  /** Pointers of the members that may be sealed in data of this version. Throws as `upcast` does. */
  personalOf(type: string, schemaVersion: number): readonly string[] {
    const { schemaVersion: current, personal } = this.shapeOf(type, schemaVersion);
    return schemaVersion === current ? personal : this.stepFrom(type, schemaVersion).personal;
  }

  private add(upcaster: Upcaster): void {
    const { type, fromVersion } = upcaster;
    const shape = this.shapes.get(type);
    if (!shape || fromVersion < 1 || fromVersion >= shape.schemaVersion) {
      throw invalidUpcaster(type, fromVersion, 'leads to no version that the contract knows');
    }
    const key = stepKey(type, fromVersion);
    if (this.steps.has(key)) throw invalidUpcaster(type, fromVersion, 'is registered twice');
    this.steps.set(key, upcaster);
  }

  private stepFrom(type: string, version: number): Upcaster {
    const step = this.steps.get(stepKey(type, version));
    if (!step) throw invalidUpcaster(type, version, 'is missing');
    return step;
  }

  /**
   * An unknown type and a newer version mean the same thing on reading: the log is ahead of this
   * process. Passing such an event on unread would make its readers decide on half a history.
   */
  private shapeOf(type: string, schemaVersion: number): Shape {
    const shape = this.shapes.get(type);
    if (shape && schemaVersion <= shape.schemaVersion) return shape;
    throw new GongdanError({
      code: 'EVENT_CONTRACT.NEWER_EVENT',
      category: 'transient',
      message: `The log holds ${type} version ${schemaVersion}, which this release does not know.`,
      hint: 'Run the release that wrote it, or a newer one.',
    });
  }
}

const stepKey = (type: string, version: number): string => `${type}.v${version}`;

const invalidUpcaster = (type: string, fromVersion: number, words: string): GongdanError =>
  new GongdanError({
    code: 'EVENT_CONTRACT.INVALID_UPCASTER',
    category: 'bug',
    message: `The upcaster of ${type} from version ${fromVersion} ${words}.`,
    hint: 'See libs/contracts/upcasting.ts.',
  });

/** The engine’s own, one line per step ever made. None yet: every contract is at its first version. */
export const upcasters = new Upcasters([], allEventContracts());

/** Leads stored data of any version ever published to what the contract declares now. */
export const upcast = (
  type: string,
  schemaVersion: number,
  data: EventData,
): { readonly schemaVersion: number; readonly data: EventData } =>
  upcasters.upcast(type, schemaVersion, data);
