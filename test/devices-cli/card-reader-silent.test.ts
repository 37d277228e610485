import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { ReaderConfig } from '../../drivers/host/config.ts';
import { type Bench, startBench } from '../../drivers/simulated/bench/bench.ts';
import type { BenchCommand } from '../../drivers/simulated/bench/commands.ts';
import { makeCards } from '../../drivers/simulated/cards/make-cards.ts';
import { startDirectChipBench } from '../../drivers/simulated/chip/bench.ts';
import { listingSchema, testReportSchema } from '../../scripts/devices/report-schema.ts';
import { testReader } from '../../scripts/devices/test-reader.ts';
import type { HolderOrder } from '../pcsc/card-holder.ts';
import type { Refusal } from '../pcsc/doorman.ts';
import { isFull } from '../support/repetitions.ts';
import { devices, parse, settingsFile } from './lab.ts';

const [first, second] = ['Virtual PCD 00 00', 'Virtual PCD 00 01'];
let directory: string;
let bench: Bench;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'dev-'));
  const cardsDirectory = join(directory, 'cards');
  await makeCards(cardsDirectory);
  const portal = { setMode: () => undefined };
  bench = await startBench({ cardsDirectory, runDirectory: directory, reader: 'pcsc', portal });
});
afterAll(async () => {
  await bench.close();
  await rm(directory, { recursive: true });
});

const pcscd = () => ('socket' in bench.devices.reader ? (bench.devices.reader.socket ?? '') : '');

async function obey(...commands: BenchCommand[]): Promise<void> {
  for (const command of commands) expect(await bench.obey(command)).toMatchObject({ ok: true });
}

/** What the command says of the reader, and its words. */
async function tested(settings: Partial<Extract<ReaderConfig, { kind: 'pcsc' }>> = {}) {
  const config = await settingsFile({ reader: { kind: 'pcsc', socket: pcscd(), ...settings } });
  const ended = await devices(['--config', config, '--json']);
  const [reader] = parse(testReportSchema, ended).devices;
  return { ...reader, check: reader?.checks[0] };
}

test('a card that answers, one that does not; all readers are listed', async () => {
  await obey({ type: 'insert-card', person: 'valid' }, { type: 'insert-unresponsive-card', slot: 1 });
  expect(bench.state()).toMatchObject({ card: 'valid', secondCard: 'unresponsive' });
  // pcscd looks every 0.4 s.
  await delay(600);
  const [answers, mute, listed] = await Promise.all([
    tested(),
    tested({ name: second, binding: isFull ? 'pcsclite' : 'pcsc-mini' }),
    devices(['--json'], { pcscd: pcscd() }),
  ]);
  expect(answers).toMatchObject({ driver: 'pcsc-mini', check: { code: 'CARD_ANSWERS', outcome: 'good' } });
  // The simulated chip's answer to reset, and what SELECT of the eMRTD application brings: nothing of the holder.
  expect(answers.check?.text.en).toMatch(
    new RegExp(`^The reader ${first} .* answers 9000 \\(it has the ICAO .*\\), ATR 3b80800101\\.$`),
  );
  expect(mute.check).toMatchObject({ code: 'CARD_MUTE', text: { vi: expect.stringContaining(second) as string } });
  if (isFull) expect((await tested({ name: 'ACR1252' })).check).toMatchObject({ code: 'READER_NOT_NAMED' });

  const listing = parse(listingSchema, listed);
  expect(listing.pcsc).toEqual({ pcscd: 'running', readers: [first, second].map((name) => ({ name, card: true })) });
  expect(listing.checks.filter(({ device }) => device === 'reader')).toEqual([]);
});

test.runIf(isFull)('pcscd hangs', async () => {
  await obey({ type: 'freeze-pcscd', on: true });
  const [silent, listed] = await Promise.all([tested(), devices(['--json'], { pcscd: pcscd() })]);
  await obey({ type: 'freeze-pcscd', on: false });
  expect(silent.check).toMatchObject({ code: 'PCSCD_SILENT', command: 'sudo systemctl restart pcscd' });
  expect(parse(listingSchema, listed).pcsc.pcscd).toBe('silent');
});

test('pcscd refuses this user, or only the card to him', async () => {
  const door = join(directory, 'doorman.sock');
  const doorman = fork(join(import.meta.dirname, '../pcsc/doorman.ts'), [door, pcscd()]);
  onTestFinished(() => void doorman.kill('SIGKILL'));
  const done = () =>
    new Promise<void>((resolve) => void doorman.on('message', (message) => message === 'done' && resolve()));
  await done();
  const denied = {
    code: 'PCSCD_DENIED',
    outcome: 'set-up',
    command: expect.stringContaining('resources/polkit/50-tram-pcscd.rules') as string,
  };

  doorman.send('access_pcsc' satisfies Refusal);
  await done();
  const [refused, listed] = await Promise.all([tested({ socket: door }), devices(['--json'], { pcscd: door })]);
  expect(refused.check).toMatchObject(denied);
  expect(parse(listingSchema, listed)).toMatchObject({ pcsc: { pcscd: 'denied' } });
  if (!isFull) return;

  doorman.send('access_card' satisfies Refusal);
  await done();
  expect((await tested({ socket: door })).check).toMatchObject(denied);
});

test.runIf(isFull)('another program holds the card', async () => {
  const holder = fork(join(import.meta.dirname, '../pcsc/card-holder.ts'), [], {
    env: { ...process.env, PCSCLITE_CSOCK_NAME: pcscd() },
  });
  onTestFinished(() => void holder.kill('SIGKILL'));
  holder.send('hold' satisfies HolderOrder);
  expect((await once(holder, 'message'))[0]).toBe('done');
  const { check } = await tested();
  expect(check).toMatchObject({ code: 'CARD_HELD', outcome: 'held' });
  expect(check?.action?.vi).toContain('Dừng ki-ốt trước');
});

test('pcscd is gone', async () => {
  await obey({ type: 'kill-pcscd' });
  const listed = await devices(['--json'], { pcscd: pcscd() });
  expect(listed).toMatchObject({ code: 4, stderr: '' });
  expect(parse(listingSchema, listed).pcsc).toEqual({ pcscd: 'stopped', readers: [] });
});

test('without pcscd: a reader without a card, a card that is no document, one that is lifted', async () => {
  const chip = await startDirectChipBench({ cardsDirectory: join(directory, 'cards'), runDirectory: directory });
  onTestFinished(() => chip.close());
  const check = () => testReader({ kind: 'simulated', socket: chip.socket });
  expect(await check()).toMatchObject({ code: 'READER_READY', outcome: 'good' });
  await chip.insert('foreign');
  expect(await check()).toMatchObject({
    code: 'CARD_ANSWERS',
    text: { vi: expect.stringContaining('6A82') as string },
  });
  await chip.pullAfter(1);
  expect(await check()).toMatchObject({ code: 'CARD_LIFTED', outcome: 'failed' });
});
