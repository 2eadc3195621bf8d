import {
  CHANNELS,
  PRIORITIES,
  SERVICE_CATEGORIES,
  type Channel,
  type Priority,
  type ServiceCategory,
} from '@gongdan/contracts';
import { EnumField, IdField, ObjectField, OccurredBody, TextField } from '@gongdan/platform';
import type { RegisterInput } from '../../domain/index.js';
import { ContactDto } from '../shared/contact.dto.js';
import { DeviceDescriptionDto } from '../shared/device-description.dto.js';
import { SiteDto } from '../shared/site.dto.js';
import { WindowDto } from '../shared/window.dto.js';

/** Id and number are given by the edge; source and workflow only by the engine itself. */
type Registration = Omit<
  RegisterInput,
  'ticketId' | 'number' | 'source' | 'maintenance' | 'workflowId'
>;

export class RegisterTicketDto extends OccurredBody implements Registration {
  @IdField({ description: 'Whose ticket it is.' })
  customerId: string;

  @EnumField(SERVICE_CATEGORIES, { description: 'Service category; chooses the workflow.' })
  category: ServiceCategory;

  @EnumField(PRIORITIES, { description: 'Default: normal.', optional: true })
  priority?: Priority;

  @EnumField(CHANNELS, { description: 'How the request reached the desk.' })
  channel: Channel;

  @TextField({
    description: 'What is wrong, in a few words.',
    lengthMax: 200,
    example: 'Air conditioner does not cool',
  })
  title: string;

  @TextField({
    description: 'What is wrong, in full; may be empty.',
    lengthMin: 0,
    lengthMax: 10_000,
    example: 'Runs, but blows warm air since yesterday.',
  })
  description: string;

  @ObjectField(() => ContactDto, { description: 'Whom to ask for on this ticket.', optional: true })
  contact?: ContactDto;

  @ObjectField(() => SiteDto, { description: 'Where the visit goes.', optional: true })
  site?: SiteDto;

  @IdField({ description: 'The device in the customer’s file.', optional: true })
  deviceId?: string;

  @ObjectField(() => DeviceDescriptionDto, {
    description: 'The device, where the file does not have it.',
    optional: true,
  })
  device?: DeviceDescriptionDto;

  @IdField({ description: 'The contract that is to cover it.', optional: true })
  contractId?: string;

  @ObjectField(() => WindowDto, {
    description: 'When the customer would like the visit; at most a month long.',
    optional: true,
  })
  wanted?: WindowDto;
}
