import { instantOf, streamName, type RecordedEvent } from '@gongdan/core';
import type { EventContract } from '../event-contract.js';
import { replacePersonalTexts } from '../personal-texts.js';
import { streamKindsOf } from '../stream-kinds.js';

const OCCURRED_AT_MS = Date.UTC(2026, 2, 2, 9);
const RECORDED_AFTER_MS = 42;
/** What a sealed text looks like; it opens nowhere. */
const SEALED_TEXT = 'sealed:v1:aW5pdGlhbGlzZTEydGFnLW9mLTE2LWJ5dGVzLmNpcGhlcnRleHQ';

/** The contract’s sample as an event in the log: personal texts sealed, everything else made up. */
export function exampleEvent(contract: EventContract): RecordedEvent {
  const { type, schemaVersion, personal, sample, owner } = contract;
  const [kind = 'ticket'] = streamKindsOf(owner);
  return {
    position: 4_711,
    stream: streamName(kind, '0198c2f0-0000-7000-8000-000000000001'),
    version: 3,
    id: '0198c2f0-7a51-7000-8000-0000000000a1',
    type,
    schemaVersion,
    data: replacePersonalTexts(sample, personal, SEALED_TEXT),
    actor: '0198c2f0-0000-7000-8000-0000000000aa',
    occurredAt: instantOf(OCCURRED_AT_MS),
    recordedAt: instantOf(OCCURRED_AT_MS + RECORDED_AFTER_MS),
    correlationId: '0198c2f0-7a51-7000-8000-0000000000a0',
    causationId: null,
    customerId: kind === 'technician' ? null : '0198c2f0-0000-7000-8000-0000000000c1',
    hash: '5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef',
  };
}
