import type { CommandBus } from '@nestjs/cqrs';
import { GongdanError, type RecordedEvent } from '@gongdan/core';
import { FORGOTTEN, type SurveyEvent } from '@gongdan/contracts';
import { policyCommandContext, type Policy, type Reaction } from '@gongdan/event-feed';
import type { EventStore } from '@gongdan/event-store';
import { OpenComplaint } from '../commands/open-complaint/open-complaint.handler.js';
import type { OpenedComplaint } from '../domain/complaint.js';

type Answered = Extract<SurveyEvent, { type: 'SurveyAnswered' }>['data'];

/** Opened already, or the customer was forgotten meanwhile: there is nothing left to do. */
const NOTHING_LEFT_TO_DO = ['COMPLAINT.ALREADY_OPENED', 'CUSTOMER.FORGOTTEN'];

/** A bad answer is a complaint, whether or not the customer calls it one. Its id is the survey’s. */
export class OpenComplaintWhenRatingIsPoor implements Policy {
  readonly name = 'open-complaint-when-rating-is-poor';
  readonly types = ['SurveyAnswered'];

  constructor(
    private readonly store: Pick<EventStore, 'readStream'>,
    private readonly commands: Pick<CommandBus, 'execute'>,
  ) {}

  async react(event: RecordedEvent, reaction: Reaction): Promise<void> {
    const answer = event.data as Answered;
    if (!answer.poor) return;
    const [first] = await this.store.readStream(event.stream, { limit: 1 });
    const survey = first as (RecordedEvent & SurveyEvent) | undefined;
    if (survey?.type !== 'SurveyRequested') return;
    const { surveyId, customerId, ticketId } = survey.data;
    await this.open(
      {
        complaintId: surveyId,
        customerId,
        ticketIds: [ticketId],
        source: 'survey',
        severity: 'general',
        description: describe(answer),
      },
      reaction,
    );
  }

  private async open(complaint: OpenedComplaint, reaction: Reaction): Promise<void> {
    try {
      const command = new OpenComplaint(complaint, policyCommandContext(reaction, ''));
      const result = await this.commands.execute(command);
      if (!result.ok) throw new GongdanError(result.error);
    } catch (error) {
      if (error instanceof GongdanError && NOTHING_LEFT_TO_DO.includes(error.code)) return;
      throw error;
    }
  }
}

/** The contract allows 10,000 characters; so many fit the remark alone. */
const DESCRIPTION_LENGTH_MAX = 10_000;

function describe({ satisfaction, remark }: Answered): string {
  const rating = `Rated ${satisfaction} of 5.`;
  if (remark === undefined || remark === FORGOTTEN) return rating;
  const text = `${rating} ${remark}`.slice(0, DESCRIPTION_LENGTH_MAX);
  return text.isWellFormed() ? text : text.slice(0, -1); // do not cut a character in two
}
