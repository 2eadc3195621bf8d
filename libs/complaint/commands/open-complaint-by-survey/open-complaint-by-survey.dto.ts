import { TextField } from '@gongdan/platform';

export class SurveyComplaintBody {
  @TextField({
    description: 'The token of the survey’s private link.',
    lengthMin: 1,
    lengthMax: 100,
    pattern: { expression: /^[A-Za-z0-9_-]+$/, words: 'must be letters, digits, _ and -' },
  })
  token: string;

  @TextField({ description: 'What it is about.', lengthMax: 10_000, example: 'Nobody came.' })
  description: string;
}
