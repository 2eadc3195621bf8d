/** KeyObject: the secret that survey links are derived from. */
export const SURVEY_SECRET = Symbol('SURVEY_SECRET');
/** SurveySettings: the loaded, checked survey. */
export const SURVEY_SETTINGS = Symbol('SURVEY_SETTINGS');
