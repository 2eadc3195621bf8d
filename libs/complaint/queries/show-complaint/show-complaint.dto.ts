import { ApiProperty } from '@nestjs/swagger';
import { FreshQuery, InstantField } from '@gongdan/platform';
import { ComplaintItem } from '../list-complaints/list-complaints.dto.js';

export class ShowComplaintQuery extends FreshQuery {
  @InstantField({
    description:
      'Show the complaint as of this moment, not in the future: what had happened by then.',
    optional: true,
  })
  asOf?: string;
}

export class ComplaintAnswer extends ComplaintItem {
  @ApiProperty({ description: 'Position of the log that is shown.', type: 'integer', minimum: 0 })
  position: number;
}
