import { OccurredDto } from '../shared/occurred.dto.js';

export class ArriveDto extends OccurredDto {}
