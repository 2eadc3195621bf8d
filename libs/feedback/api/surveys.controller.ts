import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@gongdan/contracts';
import { withoutUndefined } from '@gongdan/core';
import type { CommandContext } from '@gongdan/event-store';
import {
  commandAnswer,
  CommandRoute,
  ListCount,
  OpenContext,
  PlainRoute,
  ReadRoute,
  RefusesFuture,
  RequestCaller,
  RequestContext,
  type CommandAnswer,
  type OpenCommandContext,
} from '@gongdan/platform';
import { AnswerSurveyBody } from '../commands/answer-survey/answer-survey.dto.js';
import { AnswerSurvey } from '../commands/answer-survey/answer-survey.handler.js';
import { ExpireSurveysAnswer } from '../commands/expire-surveys/expire-surveys.dto.js';
import { ExpireSurveys } from '../commands/expire-surveys/expire-surveys.handler.js';
import {
  ListSurveysQuery,
  SurveyFilterQuery,
  SurveyPage,
} from '../queries/list-surveys/list-surveys.dto.js';
import { ListSurveys } from '../queries/list-surveys/list-surveys.js';
import { ShowSurveyQuery, SurveyAnswerDto } from '../queries/show-survey/show-survey.dto.js';
import { ShowSurvey } from '../queries/show-survey/show-survey.js';

@ApiTags('surveys')
@Controller('surveys')
export class SurveysController {
  constructor(
    private readonly commands: CommandBus,
    private readonly surveys: ListSurveys,
    private readonly survey: ShowSurvey,
  ) {}

  @Get()
  @ReadRoute({
    summary: 'Surveys, the newest first.',
    description: 'How many there are: GET /surveys/count.',
    answer: SurveyPage,
  })
  list(@Query() query: ListSurveysQuery) {
    return this.surveys.read(query);
  }

  @Get('count')
  @ReadRoute({
    summary: 'How many surveys the list with the same filters has, exactly.',
    description: 'Apart from the list, as it costs what it counts.',
    answer: ListCount,
  })
  count(@Query() query: SurveyFilterQuery) {
    return this.surveys.count(query);
  }

  @Get(':id')
  @RefusesFuture()
  @ReadRoute({
    summary: 'One survey, with the token of the customer’s link for those who send it.',
    answer: SurveyAnswerDto,
    single: true,
  })
  show(@Param('id') id: string, @Query() query: ShowSurveyQuery, @RequestCaller() caller: Caller) {
    return this.survey.read(id, query, caller);
  }

  @Post(':id/answers')
  @CommandRoute({
    summary: 'The customer’s answer, by the private link: no login, one answer.',
    creates: true,
  })
  async answer(
    @Param('id') id: string,
    @Body() body: AnswerSurveyBody,
    @OpenContext() context: OpenCommandContext,
  ): Promise<CommandAnswer> {
    const { token, satisfaction, recommendation, technician, remark } = body;
    const answer = withoutUndefined({
      satisfaction,
      recommendation,
      technician: technician && withoutUndefined(technician),
      remark,
    });
    return commandAnswer(
      id,
      await this.commands.execute(new AnswerSurvey(id, token, answer, context)),
    );
  }

  @Post('expire')
  @PlainRoute({
    summary: 'Marks open surveys whose time is over; the engine does so by itself every minute.',
    status: 200,
    answer: ExpireSurveysAnswer,
    failures: [400, 401, 403, 413, 415, 503],
  })
  expire(@RequestContext() { caller }: CommandContext): Promise<ExpireSurveysAnswer> {
    return this.commands.execute(new ExpireSurveys({ caller }));
  }
}
