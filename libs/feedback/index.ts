export * from './domain/survey-token.js';
export * from './domain/survey.js';
export { FeedbackModule } from './feedback.module.js';
export { feedbackProjections } from './projections/index.js';
export { loadSurveySettings, type SurveySettings } from './survey-settings/load-survey-settings.js';
