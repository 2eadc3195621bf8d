import { OccurredBody } from '@gongdan/platform';

export class ArriveDto extends OccurredBody {}
