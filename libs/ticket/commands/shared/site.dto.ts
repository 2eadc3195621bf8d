import type { Site } from '@gongdan/contracts';
import { IdField, TextField } from '@gongdan/platform';

export class SiteDto implements Site {
  @TextField({ description: 'Where the visit goes.', lengthMax: 500, example: '1 Example Road' })
  address: string;

  @IdField({ description: 'Service region, e.g. urban or suburban.', optional: true })
  region?: string;
}
