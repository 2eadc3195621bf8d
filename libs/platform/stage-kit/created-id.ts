import { invariant } from '@gongdan/core';
import type { EventStore, Executed } from '@gongdan/event-store';

/**
 * The id in the first event of an outcome, e.g. `deviceId`: a repeated command gets the id that was made
 * the first time, not the one made for the repeat.
 */
export async function createdIdOf(
  store: Pick<EventStore, 'readStream'>,
  executed: Executed,
  member: string,
): Promise<string> {
  const fromVersion = executed.version - executed.events.length + 1;
  const [event] = await store.readStream(executed.stream, { fromVersion, limit: 1 });
  const id = event?.data[member];
  invariant(typeof id === 'string', `the first event of the outcome has ${member}`);
  return id;
}
