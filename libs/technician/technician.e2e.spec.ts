import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestStages } from '../../test/setup/test-stages.js';

let stages: TestStages;
let own: string;
let other: string;
beforeAll(async () => {
  stages = await TestStages.start();
  await stages.addAccount('manager', ['dispatch-manager']);
  await stages.addAccount('clerk', ['clerk']);
  own = await engage({ name: 'Technician One', region: 'urban', skills: ['heating'] });
  other = await engage({ name: 'Technician Two', team: 'north', skills: ['heating', 'cooling'] });
  await stages.addAccount('technician', ['technician'], own);
});
afterAll(() => stages.stop());

const engage = (body: object) => stages.command('manager', 'POST /technicians', body);
const list = async (username: string, query = '') => {
  const { body } = await stages.ask(username, `GET /technicians?${query}`);
  const items = body['items'] as readonly { name: string }[];
  const { body: counted } = await stages.ask(username, `GET /technicians/count?${query}`);
  expect(counted['count']).toBe(items.length);
  return items.map(({ name }) => name);
};

describe('technicians over HTTP', () => {
  it('are listed by name and found by what they can do and where they belong', async () => {
    expect(await list('clerk')).toEqual(['Technician One', 'Technician Two']);
    expect(await list('clerk', 'skill=cooling')).toEqual(['Technician Two']);
    expect(await list('clerk', 'region=urban&text=ONE')).toEqual(['Technician One']);
    expect(await list('clerk', 'team=south')).toEqual([]);
  });

  it('see only themselves', async () => {
    expect(await list('technician')).toEqual(['Technician One']);
    expect(await list('technician', 'text=two')).toEqual([]);
    expect((await stages.ask('technician', `GET /technicians/${own}`)).status).toBe(200);
    for (const id of [other, 'missing']) {
      const answer = await stages.ask('technician', `GET /technicians/${id}`);
      expect(answer).toMatchObject({ status: 404, body: { code: 'TECHNICIAN.NOT_FOUND' } });
    }
    const body = { name: 'Technician Three' };
    expect((await stages.ask('technician', 'POST /technicians', { body })).status).toBe(403);
  });

  it('are amended and released, and shown as they were', async () => {
    const id = await engage({ name: 'Technician Four' });
    const engaged = await stages.ask('clerk', `GET /technicians/${id}`);
    expect(engaged.body).toMatchObject({ skills: [], team: null, active: true, version: 1 });
    const asOf = String(engaged.body['engagedAt']);
    while (stages.engine.clock.now() === asOf) await new Promise(setImmediate);
    await stages.command('manager', `POST /technicians/${id}/amend`, { team: 'north' });
    await stages.command('manager', `POST /technicians/${id}/release`, { reason: 'Retired' });
    const shown = await stages.ask('clerk', `GET /technicians/${id}`);
    expect(shown.body).toMatchObject({ team: 'north', active: false, version: 3 });
    expect(await list('clerk', 'active=false')).toEqual(['Technician Four']);
    const then = await stages.ask('clerk', `GET /technicians/${id}?asOf=${asOf}`);
    expect(then.body).toMatchObject({ team: null, active: true, releasedAt: null });
    const amended = await stages.ask('manager', `POST /technicians/${id}/amend`, {
      body: { team: 'south' },
    });
    expect(amended).toMatchObject({ status: 422, body: { code: 'TECHNICIAN.RELEASED' } });
  });
});
