import { EnumField, IntegerField, ObjectField, TextField } from '@gongdan/platform';

export const GRADES = ['excellent', 'good', 'fair', 'poor'] as const;
export type Grade = (typeof GRADES)[number];

/** How long a survey’s token is. */
const TOKEN_LENGTH = 43;

export class TechnicianGradesBody {
  @EnumField(GRADES, { description: 'Attitude (态度).' })
  attitude: Grade;

  @EnumField(GRADES, { description: 'Skill (技术).' })
  skill: Grade;

  @EnumField(GRADES, { description: 'Punctuality (到达时间).' })
  punctuality: Grade;

  @EnumField(GRADES, { description: 'Keeping promises (答应事情的办理).' })
  promises: Grade;
}

export class AnswerSurveyBody {
  @TextField({
    description: 'The token of the private link.',
    lengthMin: TOKEN_LENGTH,
    lengthMax: TOKEN_LENGTH,
    pattern: { expression: /^[A-Za-z0-9_-]+$/, words: 'must be letters, digits, _ and -' },
  })
  token: string;

  @IntegerField({ description: 'Satisfaction, 1 (very dissatisfied) to 5.', min: 1, max: 5 })
  satisfaction: number;

  @IntegerField({
    description: 'Would recommend, 0 (never) to 10 (gladly).',
    min: 0,
    max: 10,
    optional: true,
  })
  recommendation?: number;

  @ObjectField(() => TechnicianGradesBody, {
    description: 'The technician, in four grades.',
    optional: true,
  })
  technician?: TechnicianGradesBody;

  @TextField({
    description: 'Suggestions and grievances.',
    lengthMin: 0,
    lengthMax: 9_900,
    optional: true,
  })
  remark?: string;
}
