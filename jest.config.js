import { availableParallelism } from 'node:os';
import { swcOptions } from './test/setup/swc-options.mjs';

/** @type {import('jest').Config} */
export default {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  // Machines are shared and noisy: a limit is there to end a hang, never to judge speed.
  testTimeout: 60_000,
  // Half of the time a test waits, for the database or for time itself: with two cores two take turns.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  // Native modules leave something behind with every file, whoever clears it: a worker that has gathered so
  // much is replaced by a new one. In one process hundreds of files came to 4 GB and the end of it.
  workerIdleMemoryLimit: '1500MB',
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
