import { defineConfig } from 'vitest/config';

const product = ['test/promises/**/*.test.ts', 'test/e2e/**/*.test.ts'];

export default defineConfig({
  test: {
    // Two cores: a file may start a Chromium and a PostgreSQL of its own.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: product, sequence: { groupOrder: 0 } },
      },
      {
        extends: true,
        test: {
          name: 'product',
          include: product,
          // One running product for all of them: each test signs up people of its own.
          globalSetup: 'test/support/running-product.ts',
          fileParallelism: false,
          isolate: false,
          sequence: { groupOrder: 1 },
          testTimeout: 240_000,
        },
      },
    ],
  },
});
