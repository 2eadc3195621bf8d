import { hash } from 'node:crypto';
import { splitStreamName, type StreamName } from '@gongdan/core';

/** First part of the names of all streams of the store, unless another one is asked for. */
export const KURRENT_NAMESPACE = 'gongdan';

const NAMESPACE = /^[a-z][a-z0-9]{0,30}$/;

export const isNamespace = (text: string): boolean => NAMESPACE.test(text);

/**
 * Names that every KurrentDB takes: letters, digits, `_`, `-` and `.`, of which no two differ in case
 * only, for one append may not hold such two. Names of other kinds are stored under their hash; the record
 * knows the name itself.
 */
const PLAIN = /^[a-z]+-[a-z0-9-]{1,150}$/;

/** How the streams of the store are called in KurrentDB. */
export class StreamNames {
  /** Every event in log order: its revision is its position less one. */
  readonly log: string;

  constructor(private readonly namespace: string) {
    this.log = `${namespace}-log`;
  }

  /** The events of one stream: their revisions are their versions less one. */
  ofStream(stream: StreamName): string {
    if (PLAIN.test(stream)) return `${this.namespace}.${stream}`;
    const { kind } = splitStreamName(stream);
    const plainKind = /^[a-z]+$/.test(kind) ? kind : 'other';
    return `${this.namespace}.${plainKind}-sha256.${hash('sha256', stream)}`;
  }

  /** One record: the outcome of the command with this key. */
  ofCommand(key: string): string {
    return `${this.namespace}-command-${hash('sha256', key)}`;
  }

  /** What did not fit into the transaction that points at it. */
  ofParts(id: string): string {
    return `${this.namespace}-parts-${id}`;
  }
}
