import { Type, type Static } from 'typebox';
import { closed, IdSchema } from '@gongdan/contracts';
import { invalidConfig, readConfigFolder } from '@gongdan/platform';

const schema = closed({
  id: IdSchema,
  /** How long a survey can be answered. */
  expiresAfterDays: Type.Integer({ minimum: 1, maximum: 365 }),
  /** Satisfaction (1 to 5) up to this one is poor; 0: none is. */
  poorSatisfactionMax: Type.Integer({ minimum: 0, maximum: 5 }),
});

export type SurveySettings = Readonly<Static<typeof schema>>;

/** The survey `default` of a folder. Throws `CONFIG.INVALID` that names file and line. */
export function loadSurveySettings(folder: string): SurveySettings {
  const files = readConfigFolder(folder, schema);
  const found = files.find(({ content }) => content.id === 'default');
  if (found) return found.content;
  throw invalidConfig([{ path: folder, message: 'has no survey with the id default' }]);
}
