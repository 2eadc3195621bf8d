import { digestId } from '@gongdan/core';

/** One event, one channel, one receiver: always the same id, so that no notice is made twice. */
export const noticeIdOf = (eventId: string, channel: string, receiver: string): string =>
  digestId(eventId, channel, receiver);
