import { swcOptions } from './test/setup/swc-options.mjs';

/** @type {import('jest').Config} */
export default {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  // Machines are shared and noisy: a limit is there to end a hang, never to judge speed.
  testTimeout: 60_000,
  testMatch: ['<rootDir>/(apps|libs|test)/**/*.spec.ts'],
  // Those have a configuration of their own, jest.kafka.config.js.
  testPathIgnorePatterns: ['/node_modules/', '\\.kafka\\.spec\\.ts$'],
  reporters: ['default', '<rootDir>/test/setup/kafka-suites-reporter.mjs'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'json'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', swcOptions],
  },
  moduleNameMapper: {
    '^@gongdan/([^/]+)$': '<rootDir>/libs/$1/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  setupFiles: ['reflect-metadata'],
  globalSetup: '<rootDir>/test/setup/start-postgres.mjs',
  globalTeardown: '<rootDir>/test/setup/stop-postgres.mjs',
};
