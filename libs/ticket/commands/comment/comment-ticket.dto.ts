import { EnumField, OccurredBody, TextField } from '@gongdan/platform';
import {
  COMMENT_LENGTH_MAX,
  VISIBILITIES,
  type Visibility,
  type CommentInput,
} from '../../domain/index.js';

export class CommentTicketDto extends OccurredBody implements CommentInput {
  @TextField({
    description: 'The remark.',
    lengthMax: COMMENT_LENGTH_MAX,
    example: 'Please ring twice.',
  })
  text: string;

  @EnumField(VISIBILITIES, { description: 'Who may read it. Default: internal.', optional: true })
  visibility?: Visibility;
}
