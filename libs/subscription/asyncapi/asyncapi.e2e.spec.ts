import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asyncApiDocument } from '@gongdan/contracts';
import { createHttpApplication, PlatformModule } from '@gongdan/platform';
import { createTestEngine, type TestEngine } from '../../../test/setup/test-engine.js';
import { SubscriptionModule } from '../subscription.module.js';

let test: TestEngine;
let app: NestFastifyApplication;
let address: string;

beforeAll(async () => {
  test = await createTestEngine({ environment: { KAFKA_TOPIC_PREFIX: 'north' } });
  app = await createHttpApplication(
    {
      module: class Host {},
      imports: [PlatformModule.forRoot(test.engine), SubscriptionModule],
    },
    test.engine,
  );
  await app.listen(0, '127.0.0.1');
  address = await app.getUrl();
});

afterAll(async () => {
  await app.close();
  await test.remove();
});

describe('GET /api/v1/asyncapi.json', () => {
  it('answers everyone with the document, topics named as the settings say', async () => {
    for (const _again of [1, 2]) {
      const response = await fetch(`${address}/api/v1/asyncapi.json`);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(await response.json()).toEqual(asyncApiDocument('north'));
    }
  });

  it('stands in the OpenAPI document, open to everyone', async () => {
    const { paths } = (await (await fetch(`${address}/api/v1/openapi.json`)).json()) as {
      readonly paths: Readonly<Record<string, unknown>>;
    };
    expect(paths['/api/v1/asyncapi.json']).toMatchObject({
      get: { 'x-roles': 'everyone', security: [], responses: { 200: {} } },
    });
  });
});
