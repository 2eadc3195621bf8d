import { Controller, Get, Inject } from '@nestjs/common';
import { ApiProperty, ApiTags } from '@nestjs/swagger';
import type { Readiness } from '../health/index.js';
import { READINESS } from '../tokens.js';
import { PlainRoute } from './describe-route.js';

export class HealthAnswer {
  @ApiProperty({ enum: ['live', 'ready'] })
  status!: 'live' | 'ready';
}

@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(@Inject(READINESS) private readonly readiness: Readiness) {}

  @Get('live')
  @PlainRoute({
    summary: 'Whether the process runs.',
    status: 200,
    answer: HealthAnswer,
    failures: [],
  })
  live(): HealthAnswer {
    return { status: 'live' };
  }

  @Get('ready')
  @PlainRoute({
    summary:
      'Whether this host serves requests: started, not stopping, database and consumers at work.',
    description:
      'Otherwise a problem document names every part that is not ready, within two seconds.',
    status: 200,
    answer: HealthAnswer,
    failures: [503],
  })
  async ready(): Promise<HealthAnswer> {
    await this.readiness.check();
    return { status: 'ready' };
  }
}
