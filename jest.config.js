/** @type {import('jest').Config} */
export default {
  testEnvironment: '<rootDir>/infra/build/jest-environment.js',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/infra/build/jest-esbuild.js' },
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/dist'],
  testSequencer: '<rootDir>/infra/build/jest-sequencer.js',
  maxWorkers: 2,
  testTimeout: 30_000,
};
