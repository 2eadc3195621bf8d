import { ApiProperty } from '@nestjs/swagger';
import { SLOT_OPENINGS, SLOTS_MAX, type SlotOpening } from '@gongdan/contracts';
import {
  FreshQuery,
  nullable,
  ShownDay,
  ShownId,
  ShownInteger,
  ShownWord,
} from '@gongdan/platform';
import type { VisitState } from '../../domain/maintenance/index.js';
import { PlanItem } from '../list-plans/list-plans.dto.js';

const SLOT_STATES = ['planned', 'ordered', 'open', 'done'] as const;

export class ShowPlanQuery extends FreshQuery {}

export class LostTicketAnswer {
  @ShownId('The ticket.')
  ticketId: string;

  @ShownWord(SLOT_OPENINGS, 'What became of it.')
  reason: SlotOpening;
}

export class SlotAnswer {
  @ShownInteger('Which visit of the plan it is.')
  slot: number;

  @ShownDay('Its day.')
  dueOn: string;

  @ShownWord(
    SLOT_STATES,
    'planned: its order is still to come. ordered: its ticket is there. open: its ticket will not take place, and it may be ordered anew. done: the voucher is archived.',
  )
  state: 'planned' | VisitState;

  @ShownId('Its ticket; none while it is planned or open.', nullable)
  ticketId: string | null;

  @ApiProperty({
    type: [LostTicketAnswer],
    description: 'Its earlier tickets, that did not take place.',
  })
  lost: readonly LostTicketAnswer[];
}

export class PlanAnswer extends PlanItem {
  @ShownInteger('Position of the log that is shown.')
  position: number;

  @ApiProperty({ type: [SlotAnswer], maxItems: SLOTS_MAX, description: 'Its visits.' })
  slots: readonly SlotAnswer[];
}
