import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { GongdanError, streamName, type Clock, type Instant } from '@gongdan/core';
import {
  executionOf,
  type CommandContext,
  type CommandExecutor,
  type Executed,
} from '@gongdan/event-store';
import { CLOCK, COMMAND_EXECUTOR, PROJECTION_RUNNER, readRows } from '@gongdan/platform';
import type { ProjectionRunner } from '@gongdan/projections';
import { surveyDecider } from '../../domain/survey.js';
import { surveyProjection, type SurveyRow } from '../../projections/survey/survey.projection.js';

/** Most surveys that one command expires; the rest is left to the next one. */
export const EXPIRED_SURVEYS_MAX = 500;

type DueSurvey = Pick<SurveyRow, 'survey_id' | 'expires_at'>;
const BEFORE_ALL: DueSurvey = { survey_id: '', expires_at: '-infinity' };

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
    @Inject(COMMAND_EXECUTOR) private readonly executor: Pick<CommandExecutor, 'execute'>,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(PROJECTION_RUNNER) private readonly projections: Pick<ProjectionRunner, 'readAt'>,
  ) {}

  /**
   * Surveys that cannot be expired, however many, do not keep those after them open: their failure is
   * thrown when those are done (the first, where there are more). A failure that would meet all alike
   * ends it at once.
   */
  async execute({ context }: ExpireSurveys): Promise<{ expired: number; position: number }> {
    const now = this.clock.now();
    let expired = 0;
    let position = 0;
    const failures: unknown[] = [];
    for await (const { survey_id } of this.due(now)) {
      try {
        const executed = await this.expire(survey_id, now, context);
        expired += executed.events.length;
        position = Math.max(position, executed.position);
      } catch (error) {
        if (error instanceof GongdanError && error.retryable) throw error;
        failures.push(error);
      }
      if (expired === EXPIRED_SURVEYS_MAX) break;
    }
    if (failures.length > 0) throw failures[0];
    return { expired, position };
  }

  /** All that are due, the longest overdue first, read a page at a time. */
  private async *due(now: Instant): AsyncGenerator<DueSurvey, void> {
    let page: readonly DueSurvey[] = [];
    do {
      const { expires_at, survey_id } = page.at(-1) ?? BEFORE_ALL;
      ({ value: page } = await this.projections.readAt(surveyProjection.name, (client) =>
        readRows(
          client,
          surveyProjection,
          `WHERE t.status = 'open' AND t.expires_at <= $1::timestamptz
             AND (t.expires_at, t.survey_id) > ($2::timestamptz, $3)
           ORDER BY t.expires_at, t.survey_id LIMIT ${EXPIRED_SURVEYS_MAX}`,
          [now, expires_at, survey_id],
        ),
      ));
      yield* page;
    } while (page.length === EXPIRED_SURVEYS_MAX);
  }

  private async expire(
    surveyId: string,
    now: Instant,
    context: ExpireSurveys['context'],
  ): Promise<Executed> {
    const result = await this.executor.execute({
      stream: streamName('survey', surveyId),
      decider: surveyDecider,
      command: { type: 'ExpireSurvey', now },
      customerIdOf: (state) => state.request?.customerId ?? null,
      ...executionOf(context),
    });
    if (!result.ok) throw new GongdanError(result.error);
    return result.value;
  }
}
