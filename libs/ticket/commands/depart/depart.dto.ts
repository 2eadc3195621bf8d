import { OccurredBody } from '@gongdan/platform';

export class DepartDto extends OccurredBody {}
