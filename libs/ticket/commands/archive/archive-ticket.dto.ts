import { OccurredBody } from '@gongdan/platform';

export class ArchiveTicketDto extends OccurredBody {}
