import type { KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { GongdanError, streamName, type Clock } from '@gongdan/core';
import type { Caller, Role } from '@gongdan/contracts';
import type { EventStore } from '@gongdan/event-store';
import {
  CLOCK,
  EVENT_STORE,
  FreshReads,
  PROJECTION_RUNNER,
  readAnswer,
  readNowOrAsOf,
  shown,
} from '@gongdan/platform';
import type { ProjectionRunner } from '@gongdan/projections';
import { surveyRefusals } from '../../domain/survey-refusals.js';
import { surveyTokenOf } from '../../domain/survey-token.js';
import { SURVEY_SECRET } from '../../feedback.tokens.js';
import { surveyProjection, type SurveyRow } from '../../projections/survey/survey.projection.js';
import type { ShowSurveyQuery, SurveyAnswerDto } from './show-survey.dto.js';

/** Those who send customers their links. Whoever sees a token can answer in the customer’s place. */
const SENDERS: readonly Role[] = ['clerk', 'service-manager'];

@Injectable()
export class ShowSurvey {
  constructor(
    @Inject(PROJECTION_RUNNER) private readonly projections: ProjectionRunner,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SURVEY_SECRET) private readonly secret: KeyObject,
    private readonly fresh: FreshReads,
  ) {}

  async read(id: string, query: ShowSurveyQuery, caller: Caller): Promise<SurveyAnswerDto> {
    await this.fresh.reach([surveyProjection.name], query.minPosition);
    const { position, value: row } = await readNowOrAsOf(
      { projections: this.projections, store: this.store, clock: this.clock },
      surveyProjection,
      { key: id, stream: streamName('survey', id), asOf: query.asOf },
    );
    if (row === undefined) throw new GongdanError(surveyRefusals.notFound());
    const isShown = query.asOf === undefined && this.isOpen(row) && maySend(caller);
    const token = isShown ? surveyTokenOf(this.secret, id) : null;
    return readAnswer({ position, ...shown(row), token });
  }

  private isOpen(row: SurveyRow): boolean {
    return row.status === 'open' && row.expires_at > this.clock.now();
  }
}

const maySend = ({ roles }: Caller): boolean => roles.some((role) => SENDERS.includes(role));
