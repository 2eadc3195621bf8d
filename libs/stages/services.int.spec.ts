import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import { createTestEngine, type TestEngine } from '../../test/setup/test-engine.js';
import { EngineModule } from './engine.module.js';
import { SERVICES } from './services.js';
import { STAGE_MIGRATIONS } from './stages.js';

let test: TestEngine;
beforeAll(async () => {
  test = await createTestEngine({ migrations: STAGE_MIGRATIONS });
});
afterAll(() => test.remove());

describe('the services', () => {
  it('work for every consumer of the house, each for its own', async () => {
    const application = await NestFactory.createApplicationContext(EngineModule.on(test.engine), {
      abortOnError: false,
      logger: false,
    });
    const known = (await test.engine.feed.status()).map(({ name }) => name);
    await application.close();
    const served = SERVICES.flatMap(({ consumers }) => consumers);
    expect(served.toSorted()).toEqual(known.toSorted());
  });
});
