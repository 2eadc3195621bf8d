import { describe, expect, it } from '@jest/globals';
import { TechnicianEngaged } from '@gongdan/contracts';
import type { RecordedEvent } from '@gongdan/core';
import { recorder, rowsOf } from '../../../../test/setup/recorded.js';
import { technicianProjection } from './technician.projection.js';

const recorded = recorder('technician-f1', null);
const rowOf = (...events: RecordedEvent[]) => rowsOf(technicianProjection, ...events)[0];

describe('the projection technician', () => {
  it('follows amendments and the release', () => {
    const engaged = recorded('TechnicianEngaged', TechnicianEngaged.sample);
    const amended = recorded('TechnicianAmended', { region: 'suburban', skills: ['heating'] });
    const released = recorded('TechnicianReleased', {});
    expect(rowOf(engaged, amended)).toMatchObject({
      name: 'Technician One',
      team: null,
      region: 'suburban',
      skills: ['heating'],
      active: true,
      released_at: null,
    });
    expect(rowOf(engaged, amended, released)).toMatchObject({
      active: false,
      released_at: '2026-03-02T09:00:00.000Z',
      version: released.version,
    });
    expect(rowOf(amended)).toBeUndefined();
  });
});
