import { toCloudEvent } from '@gongdan/contracts';
import type { FailureDetails, RecordedEvent } from '@gongdan/core';
import { shownTo } from '../cloud-event/entitlement.js';

/** How long a client waits before it connects again; it may be told by the stream only. */
const RETRY_MS = 2_000;

/** The beginning of every stream. */
export const openingFrame = (position: number): string =>
  `retry: ${RETRY_MS}\n${positionFrame(position)}`;

/**
 * Everything up to here was sent or left out: the id to resume with. It has data because many clients
 * forget the id of a message that has none.
 */
export const positionFrame = (position: number): string =>
  `id: ${position}\nevent: position\ndata: {"position":${position}}\n\n`;

export const HEARTBEAT = ': still here\n\n';

/** The last word: why the stream ends. No id, so that the one before stays. */
export const droppedFrame = ({
  code,
  message,
  hint = 'Connect again with Last-Event-ID.',
}: FailureDetails): string =>
  `event: dropped\ndata: ${JSON.stringify({ code, detail: message, hint })}\n\n`;

/** Texts of the messages, made once for all streams that an event in memory goes to. */
const messages = {
  entitled: new WeakMap<RecordedEvent, string>(),
  others: new WeakMap<RecordedEvent, string>(),
};

/** The message of an event for a reader who is entitled to personal texts, or not. */
export function eventFrame(event: RecordedEvent, entitled: boolean): string {
  const made = entitled ? messages.entitled : messages.others;
  let frame = made.get(event);
  if (frame === undefined) made.set(event, (frame = madeFrame(event, entitled)));
  return frame;
}

function madeFrame(event: RecordedEvent, entitled: boolean): string {
  const shown = toCloudEvent(shownTo(entitled, event));
  return `id: ${event.position}\nevent: ${shown.type}\ndata: ${JSON.stringify(shown)}\n\n`;
}
