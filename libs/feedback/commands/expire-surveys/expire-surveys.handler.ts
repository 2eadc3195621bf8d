import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { GongdanError, streamName, type Clock } from '@gongdan/core';
import { executionOf, type CommandContext, type CommandExecutor } from '@gongdan/event-store';
import { CLOCK, COMMAND_EXECUTOR, PROJECTION_RUNNER, readRows } from '@gongdan/platform';
import type { ProjectionRunner } from '@gongdan/projections';
import { surveyDecider } from '../../domain/survey.js';
import { surveyProjection } from '../../projections/survey/survey.projection.js';

/** Most surveys that one command expires; the rest is left to the next one. */
export const EXPIRED_SURVEYS_MAX = 500;

/** Marks open surveys whose time is over. Answers how many, and the last log position (0: none). */
export class ExpireSurveys extends Command<{
  readonly expired: number;
  readonly position: number;
}> {
  constructor(readonly context: Pick<CommandContext, 'caller' | 'correlationId'>) {
    super();
  }
}

/** Asked for twice, or by two processes at once, each survey still expires once: its stream decides. */
@CommandHandler(ExpireSurveys)
export class ExpireSurveysHandler implements ICommandHandler<ExpireSurveys> {
  constructor(
    @Inject(COMMAND_EXECUTOR) private readonly executor: CommandExecutor,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(PROJECTION_RUNNER) private readonly projections: ProjectionRunner,
  ) {}

  async execute({ context }: ExpireSurveys): Promise<{ expired: number; position: number }> {
    const now = this.clock.now();
    const { value: due } = await this.projections.readAt(surveyProjection.name, (client) =>
      readRows(
        client,
        surveyProjection,
        `WHERE t.status = 'open' AND t.expires_at <= $1::timestamptz
         ORDER BY t.expires_at, t.survey_id LIMIT ${EXPIRED_SURVEYS_MAX}`,
        [now],
      ),
    );
    let expired = 0;
    let position = 0;
    for (const { survey_id } of due) {
      const result = await this.executor.execute({
        stream: streamName('survey', survey_id),
        decider: surveyDecider,
        command: { type: 'ExpireSurvey', now },
        customerIdOf: (state) => state.request?.customerId ?? null,
        ...executionOf(context),
      });
      if (!result.ok) throw new GongdanError(result.error);
      expired += result.value.events.length;
      position = Math.max(position, result.value.position);
    }
    return { expired, position };
  }
}
