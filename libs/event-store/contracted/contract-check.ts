import { eventContract, streamKindsOf, validateEventData } from '@gongdan/contracts';
import { GongdanError, splitStreamName, type NewEvent, type Violation } from '@gongdan/core';
import type { AppendRequest } from '../event-store.js';

/**
 * Holds every event of a request against its contract: the type is declared, the stream’s kind may hold
 * it, the version is the current one, the data valid. A decider that states something else is broken, so
 * all of these are bugs: `EVENT_CONTRACT.UNKNOWN_EVENT`, `EVENT_CONTRACT.WRONG_STREAM`, `EVENT_CONTRACT.INVALID_EVENT`.
 */
export function checkContracts(request: AppendRequest): void {
  const violations: Violation[] = [];
  const types = new Set<string>();
  for (const [writeIndex, { stream, events }] of request.writes.entries()) {
    for (const [index, event] of events.entries()) {
      checkStream(stream, event.type);
      const found = violationsOf(event);
      if (found.length === 0) continue;
      const place = `/writes/${writeIndex}/events/${index}`;
      types.add(event.type);
      for (const { path, message } of found) violations.push({ path: place + path, message });
    }
  }
  if (violations.length > 0) throw invalidEvent([...types], violations);
}

function violationsOf(event: NewEvent): Violation[] {
  const { schemaVersion } = eventContract(event.type);
  if (event.schemaVersion !== schemaVersion) {
    const message = `must be ${schemaVersion}, the contract’s current version`;
    return [{ path: '/schemaVersion', message }];
  }
  return validateEventData(event.type, event.data).map(({ path, message }) => ({
    path: `/data${path}`,
    message,
  }));
}

function checkStream(stream: string, type: string): void {
  const { owner } = eventContract(type);
  const kinds: readonly string[] = streamKindsOf(owner);
  if (kinds.includes(splitStreamName(stream).kind)) return;
  throw new GongdanError({
    code: 'EVENT_CONTRACT.WRONG_STREAM',
    category: 'bug',
    message: `${type} belongs to stage ${owner} and cannot be in the stream '${stream}'.`,
    hint: `Append it to a stream of kind ${kinds.join(' or ')}.`,
  });
}

const invalidEvent = (types: readonly string[], violations: readonly Violation[]): GongdanError =>
  new GongdanError({
    code: 'EVENT_CONTRACT.INVALID_EVENT',
    category: 'bug',
    message: `${types.join(', ')}: ${violations.map(({ path, message }) => `${path} ${message}`).join('; ')}`,
    hint: 'The decider states something else than libs/contracts declares: correct one of them.',
    violations,
  });
