import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { streamName } from '@gongdan/core';
import { readWholeStream } from '@gongdan/event-store';
import { CarryOver } from '../../libs/ticket/carry-over/carry-over.service.js';
import { Desk } from '../e2e/desk.js';
import { register, settle } from '../e2e/journey.js';
import { eventually } from '../setup/eventually.js';

const DAYS_AGO_MS = 30 * 86_400_000;

let desk: Desk;
beforeAll(async () => {
  desk = await Desk.open();
}, 60_000);
afterAll(() => desk.close());

it('an engine that is to carry over does so by itself, by the real time, and tells of it in its metrics', async () => {
  const occurredAt = new Date(Date.now() - DAYS_AGO_MS).toISOString();
  const { id } = await register(desk, await settle(desk), { occurredAt });
  await desk.caughtUp();
  const flags = async (): Promise<number> => {
    const events = await readWholeStream(desk.engine.store, streamName('ticket', id));
    return events.filter(({ type }) => type === 'TicketCarriedOver').length;
  };

  const idle = new CarryOver(desk.engine);
  idle.onApplicationBootstrap();
  await idle.beforeApplicationShutdown();
  expect(await flags()).toBe(0);

  const service = new CarryOver({ ...desk.engine, carriesOver: true });
  service.onApplicationBootstrap();
  await eventually('it is carried over', async () => (await flags()) > 0);
  await service.beforeApplicationShutdown();
  expect(await flags()).toBe(1);
  const page = await (await fetch(`${desk.base}/metrics`)).text();
  expect(page).toMatch(/gongdan_carry_over_tickets\{reason="not-dispatched"\} 1\b/);
});
