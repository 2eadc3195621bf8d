import { Body, Controller, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { splitStreamName } from '@gongdan/core';
import {
  commandAnswer,
  CommandRoute,
  OpenContext,
  type CommandAnswer,
  type OpenCommandContext,
} from '@gongdan/platform';
import { SurveyComplaintBody } from '../commands/open-complaint-by-survey/open-complaint-by-survey.dto.js';
import { OpenComplaintBySurvey } from '../commands/open-complaint-by-survey/open-complaint-by-survey.handler.js';

@ApiTags('surveys')
@Controller('surveys')
export class SurveyComplaintsController {
  constructor(private readonly commands: CommandBus) {}

  @Post(':id/complaints')
  @CommandRoute({
    summary: 'The customer complains, by a survey’s private link: no login, one complaint.',
    creates: true,
  })
  async open(
    @Param('id') id: string,
    @Body() body: SurveyComplaintBody,
    @OpenContext() context: OpenCommandContext,
  ): Promise<CommandAnswer> {
    const { token, description } = body;
    const command = new OpenComplaintBySurvey(id, token, description, context);
    const result = await this.commands.execute(command);
    return commandAnswer(result.ok ? splitStreamName(result.value.stream).id : '', result);
  }
}
