import { ValidateBy } from 'class-validator';
import { OccurredBody, TextField } from '@gongdan/platform';
import { ATTACHMENT_BYTES_MAX, type AttachInput } from '../../domain/index.js';

/** Base64 writes three bytes as four characters. */
export const CONTENT_LENGTH_MAX = Math.ceil(ATTACHMENT_BYTES_MAX / 3) * 4;

/** Size and digest of the bytes are reckoned by the edge, which stores them. */
export class AttachFileDto
  extends OccurredBody
  implements Omit<AttachInput, 'sizeBytes' | 'sha256'>
{
  @TextField({
    description:
      'Name with ending, without folders, line breaks and other control characters; neither `.` nor `..`.',
    lengthMax: 255,
    pattern: {
      // oxlint-disable-next-line no-control-regex
      expression: /^(?!\.{1,2}$)[^/\\\u0000-\u001f\u007f-\u009f\u2028\u2029]+$/,
      words:
        'must be a file name without folders (/ and \\), line breaks and other control characters, and neither . nor ..',
    },
    example: 'nameplate.jpg',
  })
  fileName: string;

  @TextField({
    description: 'Media type (RFC 6838).',
    lengthMax: 127,
    pattern: {
      expression: /^[a-zA-Z0-9][a-zA-Z0-9!#$&^_.+-]*\/[a-zA-Z0-9][a-zA-Z0-9!#$&^_.+-]*$/,
      words: 'must be a media type such as image/jpeg',
    },
    example: 'image/jpeg',
  })
  mediaType: string;

  @TextField({
    description: 'The bytes in base64 (RFC 4648, padded); decoded at most 1,000,000 bytes.',
    lengthMin: 4,
    lengthMax: CONTENT_LENGTH_MAX,
    pattern: {
      // One loop over one class: a repeated group of four took 15–40 times as long, or overflowed.
      expression: /^[A-Za-z0-9+/]+={0,2}$/,
      words: 'must be base64 with padding',
    },
    example: '/9j/4AAQSkZJRg==',
  })
  @ValidateBy({
    name: 'isPadded',
    validator: {
      validate: (value) => typeof value !== 'string' || value.length % 4 === 0,
      defaultMessage: () => '$property must be padded to a multiple of four characters',
    },
  })
  contentBase64: string;
}
