import { defineConfig } from 'vitest/config';
import { isFull } from './test/support/repetitions.ts';

const server = ['test/backend/**/*.test.ts', 'test/backend-client/**/*.test.ts'];
const renderer = ['test/renderer/**/*.test.ts'];

export default defineConfig({
  test: {
    // Most of the time goes by in waiting for devices, so one worker more than the kiosk's two cores.
    maxWorkers: 3,
    // `npm run test:full` tries a property twenty times as often.
    testTimeout: isFull ? 600_000 : 30_000,
    hookTimeout: 60_000,
    // Of a process, a browser or a database beside others on two cores; the second that is usual is too short for it.
    expect: { poll: { timeout: 10_000 } },
    // `isolate: false`: modules stay loaded from one file to the next. To load them anew takes longer than most of the tests; what is
    // tested there keeps nothing in them that another test could meet.
    projects: [
      {
        extends: true,
        test: {
          name: 'server',
          include: server,
          globalSetup: ['test/support/postgres-for-all.ts', 'test/support/cards-for-all.ts'],
          isolate: false,
        },
      },
      { extends: true, test: { name: 'core', include: ['test/**/*.test.ts'], exclude: [...server, ...renderer] } },
      {
        extends: true,
        test: {
          name: 'renderer',
          include: renderer,
          globalSetup: 'test/renderer/build.ts',
          // A browser's pages are slow on a machine that is busy with others.
          testTimeout: isFull ? 3_600_000 : 120_000,
          isolate: false,
        },
      },
    ],
  },
});
