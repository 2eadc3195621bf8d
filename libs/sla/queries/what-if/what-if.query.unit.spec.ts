import { expect, it } from '@jest/globals';
import { PolicyBench } from '../../../../test/setup/policy-bench.js';
import { WAITING_MAX } from '../../sla-refusals.js';
import { bookOf, policyOf } from '../../testing/ticket-story.js';
import { WhatIf } from './what-if.query.js';

it('lets so many questions wait for the one that is judged, and turns others away', async () => {
  const { store, clock } = new PolicyBench();
  let read = (): void => undefined;
  const held = new Promise<number>((resolve) => (read = () => resolve(0)));
  const log = Object.assign(store, { lastPosition: () => held });
  const whatIf = new WhatIf(log, clock, bookOf([policyOf([])]));
  const ask = () => whatIf.ask({ from: '2026-01-01T00:00:00Z', to: '2026-04-01T00:00:00Z' });
  const asked = Array.from({ length: 1 + WAITING_MAX }, ask);
  await expect(ask()).rejects.toMatchObject({ code: 'SLA.BUSY', category: 'transient' });
  read();
  expect(await Promise.all(asked)).toHaveLength(1 + WAITING_MAX);
  expect(await ask()).toMatchObject({ subjects: 0 });
});
