import type { Violation } from '@gongdan/core';
import { hostility, isForbiddenName, pointerStep } from './hostile-text.js';

export const QUERY_LENGTH_MAX = 8_000;
export const QUERY_PARAMETERS_MAX = 50;

/**
 * What Fastify keeps as `request.query`. A wrong query string cannot be refused where it is parsed (the
 * router would not survive a throw), so the problem is carried along and thrown by the first hook.
 */
export type Query = Record<string, string>;

const problems = new WeakMap<object, Violation>();

export const queryProblem = (query: unknown): Violation | undefined =>
  typeof query === 'object' && query !== null ? problems.get(query) : undefined;

/** Parses `a=1&b=two+words`. Every parameter at most once; bad percent encoding is refused. */
export function parseStrictQuery(text: string): Query {
  const query = Object.create(null) as Query;
  const problem = fill(query, text);
  if (problem !== undefined) problems.set(query, problem);
  return query;
}

function fill(query: Query, text: string): Violation | undefined {
  if (text === '') return undefined;
  if (text.length > QUERY_LENGTH_MAX) {
    return { path: '', message: `is longer than ${QUERY_LENGTH_MAX} characters` };
  }
  const pairs = text.split('&').filter((pair) => pair !== '');
  if (pairs.length > QUERY_PARAMETERS_MAX) {
    return {
      path: '',
      message: `has more than ${QUERY_PARAMETERS_MAX} parameters`,
    };
  }
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    const name = decode(equals === -1 ? pair : pair.slice(0, equals));
    const value = decode(equals === -1 ? '' : pair.slice(equals + 1));
    if (name === undefined || value === undefined) {
      return { path: '', message: 'has a wrong percent encoding' };
    }
    const problem = problemOf(query, name, value);
    if (problem !== undefined) return { path: pointerStep(name.slice(0, 60)), message: problem };
    query[name] = value;
  }
  return undefined;
}

function problemOf(query: Query, name: string, value: string): string | undefined {
  if (isForbiddenName(name)) return 'is a name that is not allowed';
  if (name in query) return 'is given twice';
  return hostility(name) ?? hostility(value);
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
