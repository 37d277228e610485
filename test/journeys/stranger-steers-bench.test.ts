import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startBench } from '../../drivers/simulated/bench/bench.ts';
import { startPanel } from '../../drivers/simulated/bench/panel.ts';

async function openPanel() {
  const runDirectory = await mkdtemp(join(tmpdir(), 'tram-'));
  const bench = await startBench({
    runDirectory,
    cardsDirectory: '/nowhere',
    reader: 'none',
    portal: { setMode: () => undefined },
  });
  const panel = await startPanel(bench, { maintenance: { keys: [], pin: '' } });
  onTestFinished(async () => {
    await panel.close();
    await bench.close();
    await rm(runDirectory, { recursive: true, force: true });
  });

  /** Status of a request with headers that `fetch` would not let a test set. */
  const ask = (method: string, path: string, headers: Record<string, string>, body = '') =>
    new Promise<number>((resolve, reject) => {
      request(panel.origin + path, { method, headers }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      })
        .on('error', reject)
        .end(body);
    });
  return { bench, ask, origin: panel.origin };
}

const noPaper = JSON.stringify({ type: 'paper', state: 'out' });

it('obeys its own page and no other', async () => {
  const { bench, ask, origin } = await openPanel();
  expect(await ask('POST', '/commands', { origin: 'http://elsewhere.example' }, noPaper)).toBe(403);
  expect(await ask('POST', '/commands', {}, noPaper)).toBe(403);
  expect(await ask('POST', '/commands', { origin, host: 'elsewhere.example' }, noPaper)).toBe(421);
  expect(await ask('GET', '/bench', { host: 'elsewhere.example' })).toBe(421);
  expect(bench.state().paper).toBe('ok');
  expect(await ask('POST', '/commands', { origin }, noPaper)).toBe(204);
  expect(bench.state().paper).toBe('out');
});

it('takes no command that it does not know, nor one beyond its size', async () => {
  const { bench, ask, origin } = await openPanel();
  const before = bench.state();
  for (const body of [
    '',
    '{',
    '{"type":"format-disk"}',
    '{"type":"paper","state":"out","more":1}',
    noPaper + ' '.repeat(5_000),
  ])
    expect(await ask('POST', '/commands', { origin }, body)).toBe(400);
  expect(await ask('POST', '/commands', { origin }, '{"type":"remove-card"}')).toBe(409);
  expect(bench.state()).toEqual(before);
});
