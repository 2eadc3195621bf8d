import { OccurredDto } from '../shared/occurred.dto.js';

export class DepartDto extends OccurredDto {}
