import { Controller, Get, Inject } from '@nestjs/common';
import { ApiProperty, ApiTags } from '@nestjs/swagger';
import type { Pool } from 'pg';
import { GongdanError } from '@gongdan/core';
import { PG_POOL } from '../tokens.js';
import { PlainRoute } from './describe-route.js';

export class HealthAnswer {
  @ApiProperty({ enum: ['live', 'ready'] })
  status!: 'live' | 'ready';
}

@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(@Inject(PG_POOL) private readonly pool: Pool) {}

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
    summary: 'Whether requests can be served: the database answers.',
    status: 200,
    answer: HealthAnswer,
    failures: [503],
  })
  async ready(): Promise<HealthAnswer> {
    try {
      await this.pool.query('SELECT 1');
      return { status: 'ready' };
    } catch (error) {
      throw new GongdanError(
        {
          code: 'DATABASE.UNAVAILABLE',
          category: 'transient',
          message: 'The database cannot be reached at the moment.',
        },
        { cause: error },
      );
    }
  }
}
