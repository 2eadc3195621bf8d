import { OccurredDto } from '../shared/occurred.dto.js';

export class ResumeWorkDto extends OccurredDto {}
