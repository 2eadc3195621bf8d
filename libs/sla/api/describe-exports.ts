import { applyDecorators } from '@nestjs/common';
import { ApiProduces, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { ProblemDto } from '@gongdan/platform';
import { MEDIA_TYPES } from '../exports/formats.js';

const refusal = (description: string): MethodDecorator =>
  ApiResponse({
    status: 422,
    description,
    content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDto) } } },
  });

const AsFiles = (): MethodDecorator =>
  ApiProduces('application/json', 'text/csv', MEDIA_TYPES.xlsx);

/** Documents that a list may be had as a file, and how it is refused for its moment or its length. */
export const ExportsClocks = (): MethodDecorator =>
  applyDecorators(
    AsFiles(),
    refusal(
      'REQUEST.IN_THE_FUTURE: asOf is later than now. SLA.TOO_MANY_TO_JUDGE: too many clocks ran then. SLA.TOO_MANY_ROWS: too many rows for one file.',
    ),
  );

/** The same of figures. */
export const ExportsFigures = (): MethodDecorator =>
  applyDecorators(AsFiles(), refusal('SLA.TOO_MANY_GROUPS: more groups than one answer holds.'));
