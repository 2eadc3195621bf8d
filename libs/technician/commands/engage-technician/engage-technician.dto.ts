import { IdField, IdListField, TextField } from '@gongdan/platform';

/** Most skills of one technician. */
export const SKILLS_MAX = 50;

export class EngageTechnicianBody {
  @TextField({ description: 'Name.', lengthMax: 200, example: 'Technician One' })
  name: string;

  @IdField({ description: 'Team.', optional: true })
  team?: string;

  @IdField({ description: 'Service region, e.g. urban or suburban.', optional: true })
  region?: string;

  @IdListField({
    description: 'Skills; none where it is not given.',
    itemsMax: SKILLS_MAX,
    optional: true,
    example: ['air-conditioning'],
  })
  skills?: string[];
}
