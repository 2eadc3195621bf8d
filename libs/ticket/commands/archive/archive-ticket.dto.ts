import { OccurredDto } from '../shared/occurred.dto.js';

export class ArchiveTicketDto extends OccurredDto {}
