import { ProblemResponse } from '../http/describe-route.js';

/** Documents how a read that takes `asOf` can be refused for it. */
export const TakesAsOf = (): MethodDecorator =>
  ProblemResponse(
    422,
    'REQUEST.IN_THE_FUTURE: asOf is later than now. READ.TOO_MANY_CHANGES: too much happened since. READ.TOO_MANY_TICKETS: too many tickets count.',
  );
