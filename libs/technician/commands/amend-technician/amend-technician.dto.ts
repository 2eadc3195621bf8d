import { IdField, IdListField, TextField } from '@gongdan/platform';
import { SKILLS_MAX } from '../engage-technician/engage-technician.dto.js';

/** At least one member; what is not given stays. */
export class AmendTechnicianBody {
  @TextField({ description: 'Name.', lengthMax: 200, optional: true })
  name?: string;

  @IdField({ description: 'Team.', optional: true })
  team?: string;

  @IdField({ description: 'Service region, e.g. urban or suburban.', optional: true })
  region?: string;

  @IdListField({ description: 'All skills.', itemsMax: SKILLS_MAX, optional: true })
  skills?: string[];
}
