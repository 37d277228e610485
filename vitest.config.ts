import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Most of the time goes by in waiting for devices, so one worker more than the kiosk's two cores.
    maxWorkers: 3,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'core',
          include: ['test/**/*.test.ts'],
          exclude: ['test/renderer/**'],
          globalSetup: 'test/support/postgres-for-all.ts',
        },
      },
      {
        extends: true,
        test: { name: 'renderer', include: ['test/renderer/**/*.test.ts'], globalSetup: 'test/renderer/build.ts' },
      },
    ],
  },
});
