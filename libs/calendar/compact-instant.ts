import { instantOf } from '@gongdan/core';

/** `2026-05-04T11:58:00Z`; with three decimals where there are milliseconds. */
export const formatCompactInstant = (epochMs: number): string =>
  instantOf(epochMs).replace('.000Z', 'Z');
