import { OccurredBody } from '@gongdan/platform';

export class AcceptTicketDto extends OccurredBody {}
