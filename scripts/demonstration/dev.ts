import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'vite';
import renderer from '../../src/renderer/vite.config.ts';
import { openCleanup } from './cleanup.ts';
import { startServedKiosk, startStack } from './stack.ts';
import { inTree } from './tree.ts';

// npm run dev: the kiosk's page from Vite, with hot reload, against the running core and the bench.

const cleanup = openCleanup();
const report = (line: string) => console.log(line);
await mkdir(inTree('var'), { recursive: true });
const runDirectory = await mkdtemp(inTree('var', 'run-'));
void cleanup.own(Promise.resolve({ close: () => rm(runDirectory, { recursive: true, force: true }) }));
const stack = await startStack({ centre: 'hospital', runDirectory, realReader: false, notes: [], cleanup, report });
const kiosk = await startServedKiosk(stack, runDirectory, cleanup);

const entrance = new URL(await kiosk.entrance());
// Whole paths: the page's sources lie under /kiosk/ too. The core lets in its own origin only, so the proxy puts that on.
const toCore = { target: entrance.origin, changeOrigin: true, headers: { origin: entrance.origin } };
const vite = await createServer({
  ...renderer,
  configFile: false,
  server: {
    host: '127.0.0.1',
    proxy: { '^/enter\\?': toCore, '^/kiosk$': { ...toCore, ws: true, rewriteWsOrigin: true } },
  },
});
void cleanup.own(Promise.resolve(vite));
await vite.listen();
report(`Trang / Page:   ${vite.resolvedUrls?.local[0] ?? ''}${entrance.pathname.slice(1)}${entrance.search}`);
report(`Bàn thử / Bench: ${stack.panel.origin}`);

const stopped = new Promise<string>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => resolve('Đang dừng / Stopping'));
});
report(await Promise.race([stopped, stack.ended, kiosk.process.ended]));
await cleanup.close();
process.exit();
