import { ApiProperty } from '@nestjs/swagger';
import { FreshQuery, InstantField } from '@gongdan/platform';
import { TechnicianItem } from '../list-technicians/list-technicians.dto.js';

export class ShowTechnicianQuery extends FreshQuery {
  @InstantField({
    description:
      'Show the technician as of this moment, not in the future: what had happened by then.',
    optional: true,
  })
  asOf?: string;
}

export class TechnicianAnswer extends TechnicianItem {
  @ApiProperty({ description: 'Position of the log that is shown.', type: 'integer', minimum: 0 })
  position: number;
}
