import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import { METRICS_MEDIA_TYPE, type EngineMetrics } from '../metrics/index.js';
import { METRICS } from '../tokens.js';
import { PlainRoute } from './describe-route.js';

@ApiTags('health')
@Controller('metrics')
export class MetricsController {
  constructor(@Inject(METRICS) private readonly metrics: EngineMetrics) {}

  @Get()
  @Header('content-type', METRICS_MEDIA_TYPE)
  @ApiProduces('text/plain')
  @PlainRoute({
    summary: 'The metrics of this host, in Prometheus’ text format.',
    status: 200,
    failures: [401, 403],
  })
  text(): Promise<string> {
    return this.metrics.text();
  }
}
