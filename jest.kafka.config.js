import base from './jest.config.js';

/**
 * Tests that need Apache Kafka; `npm run test:kafka` starts one for them.
 * @type {import('jest').Config}
 */
export default {
  ...base,
  testMatch: ['<rootDir>/(apps|libs|test)/**/*.kafka.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  reporters: ['default'],
  globalSetup: '<rootDir>/test/setup/start-postgres-and-build.mjs',
  // The broker and each test’s processes want the machine too.
  maxWorkers: 1,
};
