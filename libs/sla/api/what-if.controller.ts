import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { PlainRoute } from '@gongdan/platform';
import { WhatIfAnswerDto, WhatIfBody } from '../queries/what-if/what-if.dto.js';
import { WAITING_MAX } from '../sla-refusals.js';
import { WHAT_IF_SUBJECTS_MAX, WhatIf } from '../queries/what-if/what-if.query.js';

@ApiTags('sla')
@Controller('sla/what-if')
export class WhatIfController {
  constructor(private readonly whatIf: WhatIf) {}

  @Post()
  @PlainRoute({
    summary: 'What a period would have looked like under other promises, beside what was promised.',
    description: `Judges every ticket and complaint that was taken up in that time again, up to ${WHAT_IF_SUBJECTS_MAX} of them. Records nothing. Without policies and calendars it answers what was promised alone. One question at a time; others wait, but not more than ${WAITING_MAX} (SLA.BUSY).`,
    status: 200,
    answer: WhatIfAnswerDto,
    failures: [400, 401, 403, 413, 415, 422, 503],
  })
  ask(@Body() body: WhatIfBody): Promise<WhatIfAnswerDto> {
    return this.whatIf.ask(body);
  }
}
