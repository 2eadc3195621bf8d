import { IdField, IntegerField, OccurredBody, TextField } from '@gongdan/platform';
import type { MigrateWorkflowInput } from '../../domain/index.js';

export class MigrateWorkflowDto extends OccurredBody implements MigrateWorkflowInput {
  @IntegerField({ description: 'The newer version.', min: 1, max: 1_000_000 })
  version: number;

  @TextField({ description: 'Why it follows another version.', lengthMax: 200 })
  reason: string;

  @IdField({
    description: 'Where it goes on, if the newer version lacks its present state.',
    optional: true,
  })
  state?: string;
}
