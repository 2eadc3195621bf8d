import { applyDecorators } from '@nestjs/common';
import { ApiProduces } from '@nestjs/swagger';
import { ProblemResponse } from '@gongdan/platform';
import { MEDIA_TYPES } from '../exports/formats.js';

const AsFiles = (): MethodDecorator =>
  ApiProduces('application/json', 'text/csv', MEDIA_TYPES.xlsx);

/** Documents that a list may be had as a file, and how it is refused for its moment or its length. */
export const ExportsClocks = (): MethodDecorator =>
  applyDecorators(
    AsFiles(),
    ProblemResponse(
      422,
      'REQUEST.IN_THE_FUTURE: asOf is later than now. SLA.TOO_MANY_TO_JUDGE: too many clocks ran then. SLA.TOO_MANY_ROWS: too many rows for one file.',
    ),
  );

/** The same of figures. */
export const ExportsFigures = (): MethodDecorator =>
  applyDecorators(
    AsFiles(),
    ProblemResponse(422, 'SLA.TOO_MANY_GROUPS: more groups than one answer holds.'),
  );
