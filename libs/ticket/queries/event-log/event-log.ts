import { Inject, Injectable } from '@nestjs/common';
import { eventContract, toCloudEvent, type Caller, type Role } from '@gongdan/contracts';
import type { RecordedEvent } from '@gongdan/core';
import type { EventStore } from '@gongdan/event-store';
import { EVENT_STORE, readAnswer } from '@gongdan/platform';
import { FEED_LIMIT_DEFAULT, type EventLogAnswer, type EventLogQuery } from './event-log.dto.js';
import { withoutPersonal } from './without-personal.js';

/** Who reads names, addresses and remarks in the feed; for everybody else they are `[sealed]`. */
const PERSONAL_READERS: readonly Role[] = [
  'administrator',
  'auditor',
  'executive',
  'service-manager',
];

/** The whole log, in order, to be pulled from any position: what downstream systems live on. */
@Injectable()
export class EventLog {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  async read(query: EventLogQuery, caller: Caller): Promise<EventLogAnswer> {
    const { after = 0, limit = FEED_LIMIT_DEFAULT, types } = query;
    const page = await this.store.readLog({ after, limit, ...(types ? { types } : {}) });
    const position = await this.store.lastPosition();
    const entitled = caller.roles.some((role) => PERSONAL_READERS.includes(role));
    const shownEvent = (event: RecordedEvent): RecordedEvent =>
      entitled
        ? event
        : { ...event, data: withoutPersonal(event.data, eventContract(event.type).personal) };
    return readAnswer({
      position,
      items: page.events.map((event) => toCloudEvent(shownEvent(event))),
      nextAfter: page.lastPosition,
    });
  }
}
