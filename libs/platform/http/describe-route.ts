import { applyDecorators, HttpCode, type Type } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import {
  ApiExtraModels,
  ApiHeader,
  ApiOperation,
  ApiProperty,
  ApiPropertyOptional,
  ApiResponse,
  getSchemaPath,
} from '@nestjs/swagger';
import { IDENTIFIER } from '../validation/identifiers.js';
import { CommandAnswer } from './answers.js';

export class ViolationDto {
  @ApiProperty({ description: 'JSON pointer of the place (or the name of a header).' })
  path!: string;

  @ApiProperty({ description: 'What is wrong with it.' })
  message!: string;
}

/** The schema of problem documents (RFC 9457). */
export class ProblemDto {
  @ApiProperty({ description: '`urn:gongdan:problem:` and the code.' })
  type!: string;

  @ApiProperty({ description: 'The status in words.' })
  title!: string;

  @ApiProperty({ type: 'integer', minimum: 400, maximum: 599 })
  status!: number;

  @ApiProperty({ description: 'What is wrong, in one sentence.' })
  detail!: string;

  @ApiProperty({
    description: 'Stable, `AREA.REASON`; docs/reference/errors.md lists all.',
    pattern: String.raw`^[A-Z][A-Z_]*\.[A-Z][A-Z_]*$`,
  })
  code!: string;

  @ApiPropertyOptional({ description: 'What the caller can do about it.' })
  hint?: string;

  @ApiPropertyOptional({ type: [ViolationDto] })
  violations?: ViolationDto[];

  @ApiProperty({ description: 'The request’s id in the log.' })
  requestId!: string;
}

const WORDS: Readonly<Record<number, string>> = {
  400: 'The request is malformed (path, query, header, JSON).',
  401: 'No login, or one that is over.',
  403: 'None of the caller’s roles may do that.',
  404: 'There is no such thing, or the caller may not see it.',
  409: 'Somebody else was faster: the answer names the events that came between.',
  412: 'As 409, where If-Match was sent.',
  413: 'The body is too large.',
  415: 'The body is not JSON in UTF-8, or compressed.',
  422: 'Understood, but the body’s content or the rules of the domain refuse it.',
  429: 'Too many attempts, or too many at once; Retry-After says how long to wait.',
  503: 'A part that is needed is away or behind; ask again with the same Idempotency-Key.',
};

/** Documents how a route can fail: with a problem document. */
export const ProblemResponse = (status: number | 'default', description: string): MethodDecorator =>
  ApiResponse({
    status,
    description,
    content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDto) } } },
  });

const problems = (statuses: readonly number[]): MethodDecorator[] =>
  statuses.map((status) => ProblemResponse(status, WORDS[status] ?? 'A problem.'));

/** By intention there is none but a bug. */
const otherwise = (): MethodDecorator => ProblemResponse('default', 'Any other failure.');

const positionHeader = {
  'Gongdan-Position': {
    description: 'Position of the log that the answer shows.',
    schema: { type: 'integer' as const, minimum: 0 },
  },
};
const etagHeader = {
  ETag: {
    description: 'The version; send it back as If-Match.',
    schema: { type: 'string' as const },
  },
};
const replayedHeader = {
  'Gongdan-Replayed': {
    description: '`true`: the key was used before, and this is that first outcome.',
    schema: { type: 'string' as const, enum: ['true'] },
  },
};

export interface RouteDescription {
  /** One sentence. */
  readonly summary: string;
  readonly description?: string;
}

/**
 * A route that issues one command: answered with `CommandAnswer`, 201 where it creates something, else
 * 200. Documents the headers a command takes and every way it can fail.
 */
export const CommandRoute = (
  options: RouteDescription & { readonly creates?: true },
): MethodDecorator => {
  const { creates, ...words } = options;
  const status = creates === true ? 201 : 200;
  return applyDecorators(
    ApiExtraModels(ProblemDto),
    ApiOperation(words),
    HttpCode(status),
    ApiHeader({
      name: 'Idempotency-Key',
      description:
        'The same key again (by the same caller) has no second effect; where it had one, it gets the first answer.',
      required: false,
      schema: { type: 'string', minLength: 1, maxLength: 200, pattern: '^[\\x21-\\x7e]{1,200}$' },
    }),
    ...(creates === true
      ? []
      : [
          ApiHeader({
            name: 'If-Match',
            description:
              'The ETag that the decision was made on: refused with 412 if it is out of date.',
            required: false,
            schema: { type: 'string', pattern: '^"[0-9]{1,15}"$' },
          }),
        ]),
    ApiHeader({
      name: 'X-Correlation-Id',
      description: 'Ties together all events that one undertaking set off.',
      required: false,
      schema: { type: 'string', maxLength: 100, pattern: IDENTIFIER.source },
    }),
    ApiResponse({
      status,
      description: 'Done.',
      type: CommandAnswer,
      headers: { ...positionHeader, ...etagHeader, ...replayedHeader },
    }),
    ...problems([400, 401, 403, 404, 409, ...(creates === true ? [] : [412]), 413, 415, 422, 503]),
    otherwise(),
  );
};

/** A route that reads: answered with `answer`. `versioned`: with an ETag, too. */
export const ReadRoute = (
  options: RouteDescription & {
    readonly answer: Type<unknown>;
    readonly versioned?: true;
    /** The path names one thing, which may be missing. */
    readonly single?: true;
    /** One account may have only so many of them at once. */
    readonly limited?: true;
  },
): MethodDecorator => {
  const { answer, versioned, single, limited, ...words } = options;
  return applyDecorators(
    ApiExtraModels(ProblemDto),
    ApiOperation(words),
    ApiResponse({
      status: 200,
      description: 'Found.',
      type: answer,
      headers: { ...positionHeader, ...(versioned === true ? etagHeader : {}) },
    }),
    ...problems([400, 401, 403]),
    ...problems(single === true ? [404] : []),
    ...problems(limited === true ? [429] : []),
    ...problems([503]),
    otherwise(),
  );
};

/** Any other route: its own answer and the failures it can have. */
export const PlainRoute = (
  options: RouteDescription & {
    readonly status: 200 | 201 | 204;
    readonly answer?: Type<unknown>;
    readonly failures: readonly (400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 503)[];
  },
): MethodDecorator => {
  const { status, answer, failures, ...words } = options;
  return applyDecorators(
    ApiExtraModels(ProblemDto),
    ApiOperation(words),
    HttpCode(status),
    ApiResponse({
      status,
      description: 'Done.',
      ...(answer === undefined ? {} : { type: answer }),
    }),
    ...problems(failures),
    otherwise(),
  );
};

/** Lets one route take a larger body than REQUEST_BYTES_MAX (attachments). */
export const BodyBytesMax = (bodyBytesMax: number): MethodDecorator =>
  RouteConfig({ bodyBytesMax });
