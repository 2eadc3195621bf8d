import { invariant, type Refusal, type Result } from '@gongdan/core';
import type { EventStore, Executed } from '@gongdan/event-store';
import { commandAnswer, type CommandAnswer } from '../http/answers.js';

/**
 * The answer to a command that created something, with the new thing’s id: the `member` of the first event
 * of the outcome, e.g. `deviceId`. A repeated command is so answered with the id that was made the first
 * time, not with the one made for the repeat.
 */
export async function createdAnswer(
  store: Pick<EventStore, 'readStream'>,
  result: Result<Executed, Refusal>,
  member: string,
): Promise<CommandAnswer> {
  const id = result.ok ? await createdIdOf(store, result.value, member) : '';
  return commandAnswer(id, result);
}

async function createdIdOf(
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
