import type { ApiDocument, Operation, Schema } from './api-document.js';
import type { Answer, Desk } from './desk.js';
import type { Random } from '../setup/random.js';

/** Where a value stands in a body: names of members, 0 for the elements of a list. */
type Place = readonly (string | 0)[];

/** One value that a request may hold, by the OpenAPI document, and how one is sent that is valid but for it. */
export interface RequestSite {
  readonly name: string;
  /** As violations name it: a JSON pointer. */
  readonly path: string;
  readonly schema: Schema;
  readonly isInBody: boolean;
  send(value: unknown): Promise<Answer>;
}

/** Whoever asks to wait does wait. */
const WAITS = 'waitSeconds';

/** Every value that requests of the API hold, but for those in paths and headers. */
export function requestSites(
  desk: Desk,
  document: ApiDocument,
  random: Random,
): readonly RequestSite[] {
  function* membersOf(given: Schema, place: Place): Generator<readonly [Place, Schema]> {
    const schema = document.resolve(given);
    yield [place, schema];
    for (const [name, member] of Object.entries(schema.properties ?? {})) {
      yield* membersOf(member, [...place, name]);
    }
    if (schema.items !== undefined) yield* membersOf(schema.items, [...place, 0]);
  }

  /** A valid value but for what stands at that place; what leads there is made where it may be left out. */
  function withAt(given: Schema, [step, ...rest]: Place, value: unknown): unknown {
    if (step === undefined) return value;
    const schema = document.resolve(given);
    if (step === 0) return [withAt(schema.items ?? {}, rest, value)];
    const members = document.valid(schema, random) as object;
    return { ...members, [step]: withAt(schema.properties?.[step] ?? {}, rest, value) };
  }

  function sitesOf({ method, operationId, body, parameters, roles, ...operation }: Operation) {
    const who = roles === 'everyone' ? 'administrator' : pickRole(roles);
    const url = operation.path.replace('/api/v1', '').replaceAll(/\{[^}]+\}/g, 'nothing');
    const members = body === undefined ? [] : [...membersOf(body, [])];
    const ofBody = members.map(([place, schema]): RequestSite => ({
      name: `${operationId}: ${place.join('.')}`,
      path: place.map((step) => `/${step}`).join(''),
      schema,
      isInBody: true,
      send: (value) =>
        desk.ask(who, `${method} ${url}`, {
          raw: JSON.stringify(withAt(body ?? {}, place, value)),
        }),
    }));
    const ofQuery = parameters
      .filter((parameter) => parameter.in === 'query' && parameter.name !== WAITS)
      .map(({ name, schema }): RequestSite => ({
        name: `${operationId}: ?${name}`,
        path: `/${name}`,
        schema: document.resolve(schema),
        isInBody: false,
        send: (value) =>
          desk.ask(who, `${method} ${url}?${name}=${encodeURIComponent(String(value))}`),
      }));
    return [...ofBody, ...ofQuery];
  }

  return document.operations.filter(({ path }) => path.startsWith('/api/v1')).flatMap(sitesOf);
}

/** A technician is told first that a ticket is not his. */
const pickRole = (roles: readonly string[]): string | undefined =>
  roles.find((role) => role !== 'technician') ?? roles[0];
