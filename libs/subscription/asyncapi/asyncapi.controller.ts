import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { asyncApiDocument } from '@gongdan/contracts';
import { PlainRoute, SETTINGS, type Settings } from '@gongdan/platform';
import { AsyncApiAnswer } from './asyncapi.dto.js';

@ApiTags('events')
@Controller('asyncapi.json')
export class AsyncApiController {
  /** Made at the first request: most processes are never asked. */
  private text: string | undefined;

  constructor(@Inject(SETTINGS) private readonly settings: Pick<Settings, 'kafkaTopicPrefix'>) {}

  @Get()
  @Header('content-type', 'application/json; charset=utf-8')
  @PlainRoute({
    summary: 'The AsyncAPI document: topics, messages and JSON Schemas of all events.',
    status: 200,
    answer: AsyncApiAnswer,
    failures: [],
  })
  read(): string {
    return (this.text ??= JSON.stringify(asyncApiDocument(this.settings.kafkaTopicPrefix)));
  }
}
