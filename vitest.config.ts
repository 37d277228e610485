import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'core', include: ['test/**/*.test.ts'], exclude: ['test/renderer/**'] } },
      {
        extends: true,
        test: { name: 'renderer', include: ['test/renderer/**/*.test.ts'], globalSetup: 'test/renderer/build.ts' },
      },
    ],
  },
});
