import { OccurredBody } from '@gongdan/platform';

export class ResumeWorkDto extends OccurredBody {}
