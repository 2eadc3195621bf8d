import { Type, type Static, type TObject, type TProperties } from 'typebox';
import type { DomainEvent } from '@gongdan/core';

/** The stage that owns an event type: the only one that may append it. */
export type Owner =
  | 'request'
  | 'dispatch'
  | 'field'
  | 'billing'
  | 'feedback'
  | 'complaint'
  | 'customer'
  | 'technician'
  | 'sla';

/** What is published about one event type: everything a consumer needs to read it. */
export interface EventContract<Name extends string = string, Schema extends TObject = TObject> {
  readonly type: Name;
  readonly owner: Owner;
  /** Raised when the shape changes; an upcaster then leads older events forward on reading. */
  readonly schemaVersion: number;
  readonly description: string;
  /** JSON Schema (2020-12) of `data`; closed: unknown members are refused on write. */
  readonly schema: Schema;
  /**
   * JSON pointers of the string members that hold personal data (`*` stands for every element of a
   * list). They are sealed under the customer's key in the log and read `[forgotten]` once it is gone.
   */
  readonly personal: readonly string[];
  /** A valid `data`, kept for ever: CI reads every sample ever published through the upcasters. */
  readonly sample: Static<Schema>;
}

export type EventOf<Contract> =
  Contract extends EventContract<infer Name, infer Schema>
    ? DomainEvent<Name, DataOf<Schema>>
    : never;

/** An event without members has the data `{}`, not just any object. */
type DataOf<Schema extends TObject> = keyof Static<Schema> extends never
  ? Readonly<Record<string, never>>
  : Static<Schema>;

interface Declaration<Schema extends TObject> {
  readonly owner: Owner;
  readonly schemaVersion?: number;
  readonly description: string;
  readonly schema: Schema;
  readonly personal?: readonly string[];
  readonly sample: Static<Schema>;
}

export const declareEvent = <const Name extends string, Schema extends TObject>(
  type: Name,
  declaration: Declaration<Schema>,
): EventContract<Name, Schema> => ({
  type,
  schemaVersion: 1,
  personal: [],
  ...declaration,
});

/** A closed object: members that are not declared are refused. */
export const closed = <Properties extends TProperties>(properties: Properties) =>
  Type.Object(properties, { additionalProperties: false });
