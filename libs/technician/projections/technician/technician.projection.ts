import { splitStreamName, type RecordedEvent } from '@gongdan/core';
import type { TechnicianEvent } from '@gongdan/contracts';
import type { Projection } from '@gongdan/projections';

/** One technician as the list knows it. Work in hand is the projection technician-load’s matter. */
export type TechnicianRow = {
  readonly technician_id: string;
  readonly name: string;
  readonly team: string | null;
  readonly region: string | null;
  readonly skills: readonly string[];
  readonly active: boolean;
  readonly engaged_at: string;
  readonly released_at: string | null;
  /** Version of the stream, for If-Match. */
  readonly version: number;
};

export const technicianProjection: Projection<TechnicianRow> = {
  name: 'technician',
  version: 1,
  table: 'technician',
  columns: {
    technician_id: { type: 'text' },
    name: { type: 'text' },
    team: { type: 'text', nullable: true },
    region: { type: 'text', nullable: true },
    skills: { type: 'text[]' },
    active: { type: 'boolean' },
    engaged_at: { type: 'timestamptz' },
    released_at: { type: 'timestamptz', nullable: true },
    version: { type: 'integer' },
  },
  key: 'technician_id',
  indexes: ['(name, technician_id)', 'USING gin (skills)'],
  types: ['TechnicianEngaged', 'TechnicianAmended', 'TechnicianReleased'],
  keyOf: (event) => splitStreamName(event.stream).id,
  apply(row, recorded) {
    const event = recorded as RecordedEvent & TechnicianEvent;
    const { version } = event;
    switch (event.type) {
      case 'TechnicianEngaged': {
        const { technicianId, name, team, region, skills } = event.data;
        return {
          technician_id: technicianId,
          name,
          team: team ?? null,
          region: region ?? null,
          skills,
          active: true,
          engaged_at: event.occurredAt,
          released_at: null,
          version,
        };
      }
      case 'TechnicianAmended':
        return row && { ...row, ...event.data, version };
      case 'TechnicianReleased':
        return row && { ...row, active: false, released_at: event.occurredAt, version };
      default:
        return row;
    }
  },
};
