import { OccurredBody } from '@gongdan/platform';

export class StartWorkDto extends OccurredBody {}
