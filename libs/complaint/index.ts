export { AnswerComplaint } from './commands/answer-complaint/answer-complaint.handler.js';
export { CloseComplaint } from './commands/close-complaint/close-complaint.handler.js';
export { EscalateComplaint } from './commands/escalate-complaint/escalate-complaint.handler.js';
export { OpenComplaintBySurvey } from './commands/open-complaint-by-survey/open-complaint-by-survey.handler.js';
export { OpenComplaint } from './commands/open-complaint/open-complaint.handler.js';
export { ComplaintModule } from './complaint.module.js';
export * from './domain/complaint.js';
export { OpenComplaintWhenRatingIsPoor } from './policies/open-complaint-when-rating-is-poor.js';
export { complaintProjections } from './projections/index.js';
