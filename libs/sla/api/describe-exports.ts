import { applyDecorators } from '@nestjs/common';
import { ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { ProblemDto } from '@gongdan/platform';

const refusal = (description: string): MethodDecorator =>
  ApiResponse({
    status: 422,
    description,
    content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDto) } } },
  });

/** Documents how a list is refused for its moment, or for what a file would hold. */
export const ExportsFiles = (): MethodDecorator =>
  applyDecorators(
    refusal(
      'REQUEST.IN_THE_FUTURE: asOf is later than now. SLA.TOO_MANY_TO_JUDGE: too many clocks ran then. SLA.TOO_MANY_ROWS: too many rows for one file.',
    ),
  );

export const RefusesWhatIsTooMuch = (): MethodDecorator =>
  refusal('SLA.TOO_MANY_GROUPS: more groups than one answer holds.');
