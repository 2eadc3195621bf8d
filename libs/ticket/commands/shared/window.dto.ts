import type { Window } from '@gongdan/contracts';
import { InstantField } from '@gongdan/platform';

export class WindowDto implements Window {
  @InstantField({ description: 'Its beginning.', example: '2026-03-03T09:00:00+08:00' })
  from: string;

  @InstantField({ description: 'Its end, later than from.', example: '2026-03-03T11:00:00+08:00' })
  to: string;
}
