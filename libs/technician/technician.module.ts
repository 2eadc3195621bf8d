import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { PROJECTION_RUNNER } from '@gongdan/platform';
import type { ProjectionRunner } from '@gongdan/projections';
import { TechniciansController } from './api/technicians.controller.js';
import { AmendTechnicianHandler } from './commands/amend-technician/amend-technician.handler.js';
import { EngageTechnicianHandler } from './commands/engage-technician/engage-technician.handler.js';
import { ReleaseTechnicianHandler } from './commands/release-technician/release-technician.handler.js';
import { technicianProjections } from './projections/index.js';
import { ListTechnicians } from './queries/list-technicians/list-technicians.js';
import { ShowTechnician } from './queries/show-technician/show-technician.js';

/** The technicians’ file. */
@Module({
  imports: [CqrsModule],
  controllers: [TechniciansController],
  providers: [
    EngageTechnicianHandler,
    AmendTechnicianHandler,
    ReleaseTechnicianHandler,
    ListTechnicians,
    ShowTechnician,
  ],
})
export class TechnicianModule implements OnModuleInit {
  constructor(@Inject(PROJECTION_RUNNER) private readonly projections: ProjectionRunner) {}

  async onModuleInit(): Promise<void> {
    for (const projection of technicianProjections) await this.projections.add(projection);
  }
}
