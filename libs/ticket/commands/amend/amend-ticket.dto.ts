import { IdField, ObjectField, OccurredBody, TextField } from '@gongdan/platform';
import type { AmendInput } from '../../domain/index.js';
import { ContactDto } from '../shared/contact.dto.js';
import { DeviceDescriptionDto } from '../shared/device-description.dto.js';
import { SiteDto } from '../shared/site.dto.js';
import { WindowDto } from '../shared/window.dto.js';

export class AmendTicketDto extends OccurredBody implements AmendInput {
  @TextField({ description: 'What is wrong, in a few words.', lengthMax: 200, optional: true })
  title?: string;

  @TextField({
    description: 'What is wrong, in full.',
    lengthMin: 0,
    lengthMax: 10_000,
    optional: true,
  })
  description?: string;

  @ObjectField(() => ContactDto, { description: 'Replaces the contact.', optional: true })
  contact?: ContactDto;

  @ObjectField(() => SiteDto, { description: 'Replaces the site.', optional: true })
  site?: SiteDto;

  @IdField({ description: 'The device in the customer’s file.', optional: true })
  deviceId?: string;

  @ObjectField(() => DeviceDescriptionDto, {
    description: 'Replaces the device’s description.',
    optional: true,
  })
  device?: DeviceDescriptionDto;

  @IdField({
    description: 'The contract that is to cover it; takes a role that may classify in that state.',
    optional: true,
  })
  contractId?: string;

  @ObjectField(() => WindowDto, {
    description: 'When the customer would like the visit; at most a month long.',
    optional: true,
  })
  wanted?: WindowDto;
}
