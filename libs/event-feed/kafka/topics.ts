import {
  TOPIC_CONTEXTS,
  topicContextOf,
  topicName,
  WATERMARK_CONTEXT,
  type StreamKind,
} from '@gongdan/contracts';
import { splitStreamName, type StreamName } from '@gongdan/core';

/** The names of the engine’s topics under one prefix. */
export class Topics {
  /** Those that hold events. */
  readonly events: readonly string[];
  readonly watermarks: string;
  private readonly byKind = new Map<string, string>();

  constructor(readonly prefix: string) {
    this.events = TOPIC_CONTEXTS.map((context) => topicName(prefix, context));
    this.watermarks = topicName(prefix, WATERMARK_CONTEXT);
  }

  get all(): readonly string[] {
    return [...this.events, this.watermarks];
  }

  /** The topic that holds the events of a stream. */
  of(stream: StreamName): string {
    const { kind } = splitStreamName(stream);
    let topic = this.byKind.get(kind);
    if (topic === undefined) {
      topic = topicName(this.prefix, topicContextOf(kind as StreamKind));
      this.byKind.set(kind, topic);
    }
    return topic;
  }
}
