import { splitStreamName, type RecordedEvent } from '@gongdan/core';
import { remembered, type SurveyEvent } from '@gongdan/contracts';
import type { Projection } from '@gongdan/projections';

type Answered = Extract<SurveyEvent, { type: 'SurveyAnswered' }>['data'];

export type SurveyRow = {
  readonly survey_id: string;
  readonly ticket_id: string;
  readonly cycle: number;
  readonly customer_id: string;
  readonly technician_id: string | null;
  readonly status: 'open' | 'answered' | 'expired';
  readonly requested_at: string;
  readonly expires_at: string;
  readonly answered_at: string | null;
  readonly satisfaction: number | null;
  readonly recommendation: number | null;
  /** The technician’s four grades. */
  readonly grades: NonNullable<Answered['technician']> | null;
  readonly remark: string | null;
  readonly poor: boolean | null;
};

export const surveyProjection: Projection<SurveyRow> = {
  name: 'survey',
  version: 2,
  table: 'survey',
  columns: {
    survey_id: { type: 'text' },
    ticket_id: { type: 'text' },
    cycle: { type: 'integer' },
    customer_id: { type: 'text' },
    technician_id: { type: 'text', nullable: true },
    status: { type: 'text' },
    requested_at: { type: 'timestamptz' },
    expires_at: { type: 'timestamptz' },
    answered_at: { type: 'timestamptz', nullable: true },
    satisfaction: { type: 'integer', nullable: true },
    recommendation: { type: 'integer', nullable: true },
    grades: { type: 'jsonb', nullable: true },
    remark: { type: 'text', nullable: true, personal: true },
    poor: { type: 'boolean', nullable: true },
  },
  key: 'survey_id',
  indexes: [
    '(requested_at, survey_id)',
    '(status, requested_at, survey_id)',
    '(customer_id, requested_at, survey_id)',
    '(technician_id, requested_at, survey_id)',
    '(ticket_id)',
    '(requested_at, survey_id) WHERE poor IS TRUE',
    "(expires_at, survey_id) WHERE status = 'open'",
  ],
  types: ['SurveyRequested', 'SurveyAnswered', 'SurveyExpired'],
  keyOf: (event) => splitStreamName(event.stream).id,
  apply(row, recorded) {
    const event = recorded as RecordedEvent & SurveyEvent;
    switch (event.type) {
      case 'SurveyRequested':
        return requested(event.data, event.occurredAt);
      case 'SurveyAnswered':
        return row && { ...row, ...answered(event.data), answered_at: event.occurredAt };
      case 'SurveyExpired':
        return row && { ...row, status: 'expired' };
      default:
        return row;
    }
  },
};

function requested(
  data: Extract<SurveyEvent, { type: 'SurveyRequested' }>['data'],
  requestedAt: string,
): SurveyRow {
  return {
    survey_id: data.surveyId,
    ticket_id: data.ticketId,
    cycle: data.cycle,
    customer_id: data.customerId,
    technician_id: data.technicianId,
    status: 'open',
    requested_at: requestedAt,
    expires_at: data.expiresAt,
    answered_at: null,
    satisfaction: null,
    recommendation: null,
    grades: null,
    remark: null,
    poor: null,
  };
}

const answered = (data: Answered) =>
  ({
    status: 'answered',
    satisfaction: data.satisfaction,
    recommendation: data.recommendation ?? null,
    grades: data.technician ?? null,
    remark: remembered(data.remark),
    poor: data.poor,
  }) as const;
