import { invoiceDecider, invoiceIdOf, issueTerms, type PriceList } from '@gongdan/billing';
import { instantOf, streamName, type StreamName } from '@gongdan/core';
import {
  surveyDecider,
  surveyIdOf,
  type SurveyRequest,
  type SurveySettings,
} from '@gongdan/feedback';
import type { SimulatedEngine } from './desk.js';
import type { Journey } from './journey.js';

/** Journeys are not reopened: there is one cycle to bill and to ask about. */
const CYCLE = 1;

export interface BackOfficeConfig {
  readonly priceLists: readonly PriceList[];
  readonly survey: SurveySettings;
}

/** What happens to a ticket after its archive: finance, the customer’s money and the customer’s opinion. */
export class BackOffice {
  constructor(
    private readonly engine: Pick<SimulatedEngine, 'executor' | 'clock'>,
    private readonly config: BackOfficeConfig,
    private readonly timeZone: string,
  ) {}

  async isLeftToFinance(journey: Journey): Promise<boolean> {
    return (await this.invoice(journey)).state.status === 'draft';
  }

  /** Finance sends out what was too large to be issued with its draft. */
  async issue(journey: Journey, atMs: number): Promise<void> {
    const issuedAt = instantOf(atMs);
    const ticket = { number: journey.number, cycle: CYCLE };
    await this.engine.executor.execute({
      stream: invoiceStream(journey),
      decider: invoiceDecider,
      command: {
        type: 'IssueInvoice',
        issue: issueTerms(ticket, this.config.priceLists, issuedAt, this.timeZone),
      },
      actor: 'simulation:finance',
      occurredAt: issuedAt,
      customerIdOf: (invoice) => invoice.customerId,
    });
  }

  /** All that is outstanding, if anything is. Answers whether money came in. */
  async pay(journey: Journey, atMs: number, onTheSpot: boolean): Promise<boolean> {
    const { stream, state } = await this.invoice(journey);
    if (state.outstandingMinor === 0) return false;
    const outcome = await this.engine.executor.execute({
      stream,
      decider: invoiceDecider,
      command: {
        type: 'RecordPayment',
        payment: {
          paymentId: `${invoiceIdOf(journey.ticketId, CYCLE)}.payment`,
          amount: { amountMinor: state.outstandingMinor, currency: state.currency },
          method: onTheSpot ? 'cash' : 'bank-transfer',
          collectedBy: onTheSpot ? (state.technicianIds[0] ?? null) : null,
        },
      },
      actor: 'simulation:finance',
      occurredAt: instantOf(atMs),
      customerIdOf: (invoice) => invoice.customerId,
    });
    return outcome.ok;
  }

  /** The survey that the customer was sent, if one was. */
  async survey(journey: Journey): Promise<SurveyRequest | null> {
    return (await this.engine.executor.read(surveyStream(journey), surveyDecider)).state.request;
  }

  /** The customer fills in the survey. Answers whether it was taken. */
  async answer(journey: Journey, { tokenSha256 }: SurveyRequest, atMs: number): Promise<boolean> {
    const { satisfaction, recommendation } = journey.aftermath;
    if (satisfaction === null) return false;
    const now = instantOf(atMs);
    const outcome = await this.engine.executor.execute({
      stream: surveyStream(journey),
      decider: surveyDecider,
      command: {
        type: 'AnswerSurvey',
        tokenSha256,
        answer: { satisfaction, recommendation },
        poorSatisfactionMax: this.config.survey.poorSatisfactionMax,
        now,
      },
      actor: `customer:${journey.customerId}`,
      occurredAt: now,
      customerIdOf: (survey) => survey.request?.customerId ?? null,
    });
    return outcome.ok;
  }

  /** As the feedback stage does every minute, of real time: a year of virtual time may pass in one. */
  async expire(journey: Journey): Promise<void> {
    await this.engine.executor.execute({
      stream: surveyStream(journey),
      decider: surveyDecider,
      command: { type: 'ExpireSurvey', now: this.engine.clock.now() },
      actor: 'system',
      customerIdOf: (survey) => survey.request?.customerId ?? null,
    });
  }

  private async invoice(journey: Journey) {
    const stream = invoiceStream(journey);
    return { stream, ...(await this.engine.executor.read(stream, invoiceDecider)) };
  }
}

const invoiceStream = ({ ticketId }: Journey): StreamName =>
  streamName('invoice', invoiceIdOf(ticketId, CYCLE));
const surveyStream = ({ ticketId }: Journey): StreamName =>
  streamName('survey', surveyIdOf(ticketId, CYCLE));
