import { applyDecorators, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, getSchemaPath } from '@nestjs/swagger';
import { ProblemResponse } from '@gongdan/platform';
import { MEDIA_TYPES } from '../exports/formats.js';
import { ClockPageAnswer } from '../queries/list-clocks/list-clocks.dto.js';
import { MetricsAnswer } from '../queries/read-metrics/read-metrics.dto.js';

/** The media types beside JSON: files, whose content no schema of the answer describes. */
const FILES = {
  'text/csv': { schema: { type: 'string' } },
  [MEDIA_TYPES.xlsx]: { schema: { type: 'string', format: 'binary' } },
} as const;

const AsFiles = (answer: Type<unknown>): MethodDecorator =>
  applyDecorators(
    ApiExtraModels(answer),
    ApiOkResponse({
      content: { 'application/json': { schema: { $ref: getSchemaPath(answer) } }, ...FILES },
    }),
  );

/** Documents that a list may be had as a file, and how it is refused for its moment or its length. */
export const ExportsClocks = (): MethodDecorator =>
  applyDecorators(
    AsFiles(ClockPageAnswer),
    ProblemResponse(
      422,
      'REQUEST.IN_THE_FUTURE: asOf is later than now. SLA.TOO_MANY_TO_JUDGE: too many clocks ran then. SLA.TOO_MANY_ROWS: too many rows for one file.',
    ),
  );

/** The same of figures. */
export const ExportsFigures = (): MethodDecorator =>
  applyDecorators(
    AsFiles(MetricsAnswer),
    ProblemResponse(422, 'SLA.TOO_MANY_GROUPS: more groups than one answer holds.'),
  );
