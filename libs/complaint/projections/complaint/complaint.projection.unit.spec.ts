import { describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '@gongdan/core';
import { recorder, rowsOf } from '../../../../test/setup/recorded.js';
import { complaintProjection } from './complaint.projection.js';

const recorded = recorder('complaint-a1');
const opened = (description: string) =>
  recorded('ComplaintOpened', {
    complaintId: 'a1',
    customerId: 'c1',
    ticketIds: ['t1'],
    source: 'staff',
    severity: 'general',
    description,
    ownerId: 'service-manager',
    level: 'handler',
  });
const escalated = recorded('ComplaintEscalated', {
  from: 'handler',
  to: 'dispatch-manager',
  ownerId: 'manager-one',
  reason: 'Late',
});
const answered = recorded('ComplaintAnswered', { channel: 'phone', answer: 'A repeat visit.' });
const closed = recorded('ComplaintClosed', { acceptedByCustomer: false, reason: 'Out of reach' });
const rowOf = (...events: RecordedEvent[]) => rowsOf(complaintProjection, ...events)[0];

describe('the projection complaint', () => {
  it('follows the ladder, the answer and the end', () => {
    const row = rowOf(opened('Nobody came.'), escalated, answered);
    expect(row).toMatchObject({
      status: 'answered',
      level: 'dispatch-manager',
      owner_id: 'manager-one',
      escalations: 1,
      answer: 'A repeat visit.',
      answer_channel: 'phone',
      version: answered.version,
    });
    expect(rowOf(opened('Nobody came.'), escalated, answered, closed)).toMatchObject({
      status: 'closed',
      accepted_by_customer: false,
      close_reason: 'Out of reach',
    });
  });

  it('holds nothing in the place of what was forgotten', () => {
    expect(rowOf(opened('[forgotten]'))?.description).toBeNull();
  });

  it('makes no row without an opening', () => {
    expect(rowOf(answered)).toBeUndefined();
  });
});
