import {
  BooleanField,
  FreshQuery,
  IdField,
  pageAnswerOf,
  pageQueryOf,
  ShownFlag,
  ShownId,
  ShownIds,
  ShownInstant,
  ShownInteger,
  ShownText,
  TextField,
  type Shown,
  nullable,
} from '@gongdan/platform';
import type { TechnicianRow } from '../../projections/technician/technician.projection.js';

export class TechnicianFilterQuery extends FreshQuery {
  @TextField({
    description: 'A part of the name.',
    lengthMax: 100,
    mayBeBlank: true,
    optional: true,
  })
  text?: string;

  @IdField({ description: 'Team.', optional: true })
  team?: string;

  @IdField({ description: 'Service region.', optional: true })
  region?: string;

  @IdField({ description: 'One who has this skill.', optional: true })
  skill?: string;

  @BooleanField({ description: 'true: in service; false: left.', optional: true })
  active?: boolean;
}

export class ListTechniciansQuery extends pageQueryOf(TechnicianFilterQuery) {}

export class TechnicianItem implements Shown<TechnicianRow> {
  @ShownId('The technician.')
  technicianId: string;

  @ShownText('Name.')
  name: string;

  @ShownId('Team.', nullable)
  team: string | null;

  @ShownId('Service region.', nullable)
  region: string | null;

  @ShownIds('Skills.')
  skills: readonly string[];

  @ShownFlag('In service.')
  active: boolean;

  @ShownInstant('Since when.')
  engagedAt: string;

  @ShownInstant('When the technician left.', nullable)
  releasedAt: string | null;

  @ShownInteger('Version of the file, for If-Match.')
  version: number;
}

export const TechnicianPage = pageAnswerOf(TechnicianItem, 'TechnicianPage');
