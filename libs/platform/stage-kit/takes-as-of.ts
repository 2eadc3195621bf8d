import { applyDecorators } from '@nestjs/common';
import { ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { ProblemDto } from '../http/describe-route.js';

/** Documents how a read that takes `asOf` can be refused for it. */
export const TakesAsOf = (): MethodDecorator =>
  applyDecorators(
    ApiResponse({
      status: 422,
      description:
        'REQUEST.IN_THE_FUTURE: asOf is later than now. READ.TOO_MANY_CHANGES: too much happened since. READ.TOO_MANY_TICKETS: too many tickets count.',
      content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDto) } } },
    }),
  );
