import { OccurredDto } from '../shared/occurred.dto.js';

export class AcceptTicketDto extends OccurredDto {}
