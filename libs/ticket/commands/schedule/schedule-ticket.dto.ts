import { BooleanField, ObjectField, OccurredBody } from '@gongdan/platform';
import type { ScheduleInput } from '../../domain/index.js';
import { WindowDto } from '../shared/window.dto.js';

export class ScheduleTicketDto extends OccurredBody implements ScheduleInput {
  @ObjectField(() => WindowDto, {
    description:
      'The agreed window, at most 24 hours long, from 1970 on and no more than five years ahead.',
  })
  appointment: WindowDto;

  @BooleanField({
    description: 'The customer asked for this window. Default: false.',
    optional: true,
  })
  requestedByCustomer?: boolean;
}
