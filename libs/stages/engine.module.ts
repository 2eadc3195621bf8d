import { Module, type DynamicModule } from '@nestjs/common';
import { PlatformModule, type Engine } from '@gongdan/platform';
import { STAGE_MODULES } from './stages.js';

/** The platform and every stage on one composed engine. */
@Module({})
export class EngineModule {
  static on(engine: Engine): DynamicModule {
    return {
      module: EngineModule,
      imports: [PlatformModule.forRoot(engine), ...STAGE_MODULES],
    };
  }
}
