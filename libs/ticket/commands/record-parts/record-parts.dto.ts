import {
  BooleanField,
  IdField,
  IntegerField,
  ObjectField,
  ObjectListField,
  OccurredBody,
  TextField,
} from '@gongdan/platform';
import { PARTS_PER_REPORT_MAX, type PartInput, type RecordPartsInput } from '../../domain/index.js';
import { MoneyDto } from '../shared/money.dto.js';

export class PartDto implements PartInput {
  @IdField({ description: 'Part number.' })
  code: string;

  @TextField({ description: 'What it is.', lengthMax: 200 })
  description: string;

  @IntegerField({ description: 'How many.', min: 1, max: 10_000 })
  quantity: number;

  @ObjectField(() => MoneyDto, { description: 'Price of one, in the currency of the price list.' })
  unitPrice: MoneyDto;

  @BooleanField({ description: 'Default: false.', optional: true })
  coveredByWarranty?: boolean;
}

export class RecordPartsDto extends OccurredBody implements RecordPartsInput {
  @ObjectListField(() => PartDto, {
    description: 'The parts that were used.',
    itemsMin: 1,
    itemsMax: PARTS_PER_REPORT_MAX,
  })
  parts: PartDto[];
}
