/** @type {import('jest').Config} */
export default {
  testEnvironment: '<rootDir>/infra/build/jest-environment.js',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/infra/build/jest-esbuild.js' },
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/dist'],
  testSequencer: '<rootDir>/infra/build/jest-sequencer.js',
  // One more than two cores: workers wait for the processes of functions.
  maxWorkers: 3,
  testTimeout: 30_000,
};
