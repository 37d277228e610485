import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openDevices } from '../../drivers/index.ts';
import { type BenchOptions, type BenchScanner, startBench } from '../../drivers/simulated/bench/bench.ts';
import { benchCommandSchema } from '../../drivers/simulated/bench/commands.ts';
import { startPanel } from '../../drivers/simulated/bench/panel.ts';
import { run } from '../../scripts/devices/command.ts';
import { testPrinter, testTicket } from '../../scripts/devices/test-printer.ts';
import type { ScannedCode } from '../../src/contract/scanned-code.ts';
import { devices, kioskSettings, scratchFolder } from './lab.ts';

/** A demonstration's panel without a card reader. */
async function openPanel(options: Partial<BenchOptions> = {}) {
  const bench = await startBench({
    runDirectory: await scratchFolder(),
    cardsDirectory: '/nowhere',
    reader: 'none',
    portal: { setMode: () => undefined },
    ...options,
  });
  const panel = await startPanel(bench, { maintenance: { keys: [], pin: '' } });
  onTestFinished(async () => {
    await panel.close();
    await bench.close();
  });
  return { bench, origin: panel.origin };
}

/** `npm run devices -- bench …`, in this process. */
async function steer(...args: string[]) {
  const out = vi.spyOn(console, 'log').mockReturnValue();
  const err = vi.spyOn(console, 'error').mockReturnValue();
  try {
    const code = await run(['bench', ...args]);
    const text = (spy: typeof out) => spy.mock.calls.flat().map(String).join('\n');
    return { code, out: text(out), err: text(err) };
  } finally {
    out.mockRestore();
    err.mockRestore();
  }
}

test('each order changes the state that the bench then shows', async () => {
  const { bench, origin } = await openPanel();
  const shown = await devices(['bench', origin]);
  expect(shown).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(shown.stdout)).toEqual(bench.state());

  for (const order of [
    ['cover', 'open=true'],
    ['paper', 'state=low'],
    ['cutter', 'state=jams'],
    ['head', 'state=hot'],
    ['paper-speed', 'speed=slow'],
    // A text, though it looks like a number.
    ['scan-text', 'text=1234'],
    ['unplug-scanner'],
    ['portal', 'mode=down'],
  ])
    expect(await steer(origin, ...order)).toMatchObject({ code: 0, err: '' });
  const { out } = await steer(origin, 'exchange-printer', 'model=liar');
  expect(JSON.parse(out)).toMatchObject({
    ...{ cover: 'open', paper: 'low', cutter: 'jams', head: 'hot', speed: 'slow', printer: 'liar' },
    ...{ scanner: 'unplugged', portal: 'down' },
  });
});

test('another printer stands at the same address, in the same condition', async () => {
  const { bench, origin } = await openPanel();
  const at = { kind: 'escpos-tcp', host: '127.0.0.1', port: bench.devices.printerPort } as const;
  const codes = async (print: boolean) =>
    (await testPrinter(at, print ? await testTicket(kioskSettings({})) : undefined)).map(({ code }) => code);
  expect(await codes(true)).toEqual(['PRINTED']);
  await steer(origin, 'cover', 'open=true');
  await steer(origin, 'exchange-printer', 'model=clone');
  expect(await codes(false)).toEqual(['PRINTER_COVER_OPEN']);
  await steer(origin, 'cover', 'open=false');
  expect(await codes(true)).toEqual(['PRINTED']);
  expect(bench.papers()).toHaveLength(2);
  expect(bench.state().papers).toBe(2);
});

test.each<[BenchScanner, string]>([
  ['serial', "099151012345||x'; DROP TABLE visit; --|01011990|Nam|<b>|01012022"],
  ['hid-pos', "099151012345||x'; DROP TABLE visit; --|01011990|Nam|<b>|01012022"],
  ['keyboard-wedge', 'javascript:alert(1)'],
])('whatever text somebody holds before the scanner (%s), the kiosk gets it as such', async (kind, hostile) => {
  const { bench, origin } = await openPanel({ scanner: kind });
  const { scanner, nodeExecutable = process.execPath, printerPort } = bench.devices;
  expect(scanner.kind).toBe(kind);
  const kiosk = openDevices(
    {
      reader: { kind: 'pcsc', socket: '/nowhere' },
      scanner,
      printer: { kind: 'escpos-tcp', host: '127.0.0.1', port: printerPort },
      trustDirectory: await scratchFolder(),
    },
    { entry: new URL('../../drivers/host/main.ts', import.meta.url), execPath: nodeExecutable, log: () => undefined },
  );
  onTestFinished(() => kiosk.close());
  const codes: ScannedCode[] = [];
  kiosk.watch((event) => event.type === 'scan' && codes.push(event.code));
  const until = (state: string) => vi.waitUntil(() => kiosk.status().scanner.state === state, { timeout: 20_000 });
  await until('ready');

  expect(await steer(origin, 'scan-text', 'text=990151000017')).toMatchObject({ code: 0 });
  await vi.waitUntil(() => codes.length === 1, { timeout: 10_000 });
  await steer(origin, 'scan-text', `text=${hostile}`);
  await vi.waitUntil(() => codes.length === 2, { timeout: 10_000 });
  expect(codes[1]?.kind).toBe(kind === 'keyboard-wedge' ? 'refused' : 'citizen-card');

  await steer(origin, 'unplug-scanner');
  await until('absent');
  await steer(origin, 'replug-scanner');
  await until('ready');
});

test('a code longer than any QR symbol can be scanned, and one beyond the panel is refused', async () => {
  const { origin } = await openPanel();
  expect(await steer(origin, 'scan-text', `text=${'9'.repeat(4_400)}`)).toMatchObject({ code: 0 });
  expect(await steer(origin, 'scan-text', `text=${'9'.repeat(4_601)}`)).toMatchObject({ code: 2 });
  expect(await steer(origin, 'scan-text', `text=${'Ẩ'.repeat(2_953)}`)).toMatchObject({ code: 0 });
});

test('an order that nobody understands: 2, and how it is written', async () => {
  const { bench, origin } = await openPanel();
  const before = bench.state();
  const unknown = await steer(origin, 'format-disk');
  expect(unknown.code).toBe(2);
  for (const { shape } of benchCommandSchema.options) expect(unknown.err).toContain(shape.type.value);
  const half = await steer(origin, 'insert-card', 'person=nobody');
  expect(half.code).toBe(2);
  expect(half.err).toContain('insert-card person=valid|expired|unknown|cloned [slot=0|1]');
  expect(bench.state()).toEqual(before);
});

test('a bench that cannot: 11. No bench: 10', async () => {
  const { origin } = await openPanel();
  expect(await steer(origin, 'insert-card', 'person=valid')).toMatchObject({ code: 11, out: '' });
  expect(await steer(origin, 'kill-pcscd')).toMatchObject({ code: 11 });

  const other = createServer((_, response) => void response.end('<!doctype html>')).listen(0, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  const elsewhere = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  expect(await steer(elsewhere)).toMatchObject({ code: 10, out: '' });
  expect(await steer(elsewhere, 'remove-card')).toMatchObject({ code: 10 });
  expect(await steer('http://127.0.0.1:1')).toMatchObject({ code: 10 });
});

test('the bench understands every button of its page, which speaks both languages', () => {
  const folder = join(import.meta.dirname, '../../drivers/simulated/bench');
  const html = readFileSync(join(folder, 'panel.html'), 'utf8');
  const buttons = [...html.matchAll(/<button[^>]*data-command='([^']*)'[^>]*>([^]*?)<\/button>/g)];
  expect(buttons.length).toBeGreaterThan(30);
  for (const [, command = '', label = ''] of buttons) {
    expect(benchCommandSchema.safeParse(JSON.parse(command)).error).toBeUndefined();
    expect(label).toMatch(/^\s*\S.*<small lang="en">[^<]+<\/small>/);
  }
});
