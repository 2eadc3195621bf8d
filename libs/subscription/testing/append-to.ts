import { randomUUID } from 'node:crypto';
import { instantOf, type StreamName } from '@gongdan/core';
import type { AppendResult, EventStore } from '@gongdan/event-store';

/** Events of these types without data, at the end of a stream. */
export const appendTo = (
  store: Pick<EventStore, 'append'>,
  stream: StreamName,
  ...types: readonly string[]
): Promise<AppendResult> => appendEach(store, stream, types, {});

export const appendEach = (
  store: Pick<EventStore, 'append'>,
  stream: StreamName,
  types: readonly string[],
  data: Readonly<Record<string, unknown>>,
): Promise<AppendResult> =>
  store.append({
    writes: [
      {
        stream,
        expected: 'any',
        events: types.map((type) => ({
          id: randomUUID(),
          type,
          schemaVersion: 1,
          data,
          actor: 'test',
          occurredAt: instantOf(0),
          correlationId: 'r1',
          causationId: null,
          customerId: null,
        })),
      },
    ],
  });
