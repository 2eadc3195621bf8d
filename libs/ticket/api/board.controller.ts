import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@gongdan/contracts';
import { ReadRoute, RequestCaller, TakesAsOf } from '@gongdan/platform';
import { RegisterPage, RegisterQuery } from '../queries/daily-register/daily-register.dto.js';
import { DailyRegister } from '../queries/daily-register/daily-register.js';
import { BoardAnswer, BoardQuery } from '../queries/dispatch-board/dispatch-board.dto.js';
import { DispatchBoard } from '../queries/dispatch-board/dispatch-board.js';

@ApiTags('desk')
@Controller()
export class BoardController {
  constructor(
    private readonly dispatchBoard: DispatchBoard,
    private readonly dailyRegister: DailyRegister,
  ) {}

  @Get('board')
  @TakesAsOf()
  @ReadRoute({
    summary: 'The dispatch board: every open ticket in its lane.',
    description:
      'Each lane with its count and its first cards; the rest of a lane with lane= and cursor=. A technician sees what he leads or assists.',
    answer: BoardAnswer,
  })
  board(@Query() query: BoardQuery, @RequestCaller() caller: Caller): Promise<BoardAnswer> {
    return this.dispatchBoard.read(query, caller);
  }

  @Get('register')
  @TakesAsOf()
  @ReadRoute({
    summary: 'The service register (服务登记簿) of a day, and how far its tickets have come.',
    description:
      'Moments are those of the present cycle: a reopening begins them anew, and a dispatch that was declined is none.',
    answer: RegisterPage,
  })
  register(@Query() query: RegisterQuery): Promise<RegisterPage> {
    return this.dailyRegister.read(query);
  }
}
