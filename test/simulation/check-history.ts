import { verifyLog, type EventStore } from '@gongdan/event-store';
import type { Projection, Row } from '@gongdan/projections';
import { isDeepStrictEqual } from 'node:util';
import { splitStreamName, type RecordedEvent } from '@gongdan/core';
import { applyTo } from './simulated-consumers.js';

/** What a client was told in the end. */
export interface Answer {
  readonly key: string;
  readonly position: number;
  readonly events: readonly { readonly id: string; readonly type: string }[];
}

export interface History {
  readonly log: readonly RecordedEvent[];
  readonly answers: readonly Answer[];
  readonly projections: readonly {
    readonly projection: Projection;
    readonly rows: ReadonlyMap<string, Row>;
  }[];
}

/** Everything in a finished history that breaks a guarantee, in words. */
export async function checkHistory(
  store: Pick<EventStore, 'readLog' | 'lastPosition'>,
  history: History,
): Promise<string[]> {
  const report = await verifyLog(store);
  return [
    ...report.findings.map(({ kind, message }) => `log: ${kind}: ${message}`),
    ...acknowledgedOnce(history),
    ...movesFollowOneAnother(history.log),
    ...policiesActedOnce(history.log),
    ...projectionsEqualAFold(history),
  ];
}

/** Nothing acknowledged is missing, nothing of a client’s is there unasked or twice. */
function acknowledgedOnce({ log, answers }: History): string[] {
  const findings: string[] = [];
  const acknowledged = new Map<string, string>();
  const byKey = new Map<string, string>();
  for (const { key, events } of answers) {
    const ids = events.map(({ id }) => id).join(',');
    if (byKey.has(key) && byKey.get(key) !== ids) findings.push(`two answers to ${key}`);
    byKey.set(key, ids);
    for (const { id } of events) acknowledged.set(id, key);
  }
  const there = new Set(log.map(({ id }) => id));
  if (there.size !== log.length) findings.push('an event id is there twice');
  for (const [id, key] of acknowledged) {
    if (!there.has(id)) findings.push(`acknowledged to ${key} but lost: ${id}`);
  }
  for (const { id, actor, type, position } of log) {
    if (actor.startsWith('client:') && !acknowledged.has(id)) {
      findings.push(`phantom ${type} at ${position}`);
    }
  }
  return findings;
}

/** Every decision was made on the state its stream was in: a move leaves where the last one led. */
function movesFollowOneAnother(log: readonly RecordedEvent[]): string[] {
  const states = new Map<string, string>();
  return log.flatMap(({ stream, type, position, data }) => {
    const move = data['move'] as { from: string | null; to: string } | undefined;
    if (move === undefined) return [];
    const before = states.get(stream) ?? null;
    states.set(stream, move.to);
    return move.from === before
      ? []
      : [`${type} at ${position} left '${move.from}', but ${stream} was in '${before}'`];
  });
}

/** What must follow an event, at most once for each subject. */
function policiesActedOnce(log: readonly RecordedEvent[]): string[] {
  const findings: string[] = [];
  const settled = new Map<string, number>();
  const cycles = new Map<string, number>();
  for (const { type, stream } of log) {
    if (type === 'TicketArchived') cycles.set(stream, (cycles.get(stream) ?? 0) + 1);
    if (type === 'TicketSettled') settled.set(stream, (settled.get(stream) ?? 0) + 1);
  }
  for (const [stream, count] of settled) {
    if (count > (cycles.get(stream) ?? 0)) findings.push(`${stream} was settled ${count} times`);
  }
  for (const type of ['InvoiceDrafted', 'InvoiceIssued', 'SurveyRequested', 'ComplaintOpened']) {
    const streams = log.filter((event) => event.type === type).map(({ stream }) => stream);
    if (new Set(streams).size !== streams.length) findings.push(`${type} twice for one subject`);
  }
  findings.push(...leftUndone(log));
  return findings;
}

function leftUndone(log: readonly RecordedEvent[]): string[] {
  const has = (type: string, stream: string) =>
    log.some((event) => event.type === type && event.stream === stream);
  return log.flatMap((event) => {
    const { id } = splitStreamName(event.stream);
    const move = event.data['move'] as { stage: string } | undefined;
    if (event.type === 'TicketArchived' && move?.stage === 'billing') {
      return has('TicketSettled', event.stream) ? [] : [`${event.stream} was never settled`];
    }
    if (event.type === 'TicketSettled' && !has('SurveyRequested', `survey-${id}.1`)) {
      return [`${event.stream} was never asked about`];
    }
    if (event.type === 'SurveyAnswered' && event.data['poor'] === true) {
      return has('ComplaintOpened', `complaint-${id}`) ? [] : [`no complaint after ${id}`];
    }
    return [];
  });
}

function projectionsEqualAFold({ log, projections }: History): string[] {
  return projections.flatMap(({ projection, rows }) => {
    const fresh = new Map<string, Row>();
    for (const event of log) applyTo(fresh, projection, event);
    return isDeepStrictEqual(rows, fresh) ? [] : [`${projection.name} differs from a fresh fold`];
  });
}
