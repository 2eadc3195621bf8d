import { OccurredDto } from '../shared/occurred.dto.js';

export class StartWorkDto extends OccurredDto {}
