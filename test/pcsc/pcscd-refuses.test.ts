import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { CardReader } from '../../drivers/ports.ts';
import type { Refusal } from './doorman.ts';
import * as kit from './reader-lab.ts';
import { person, until, withEach } from './reader-lab.ts';

let lab: kit.ReaderLab;
let socket: string;
let doorman: ChildProcess;
let clients = 0;
beforeAll(async () => {
  lab = await kit.startReaderLab();
  await lab.bench.insert(person.id);
  socket = join(lab.directory, 'doorman.sock');
  // libpcsclite reads it once and keeps to it.
  process.env.PCSCLITE_CSOCK_NAME = socket;
  doorman = fork(new URL('doorman.ts', import.meta.url), [socket, lab.bench.pcscSocket]);
  doorman.on('message', (message) => (clients += message === 'client' ? 1 : 0));
  await once(doorman, 'message');
});
afterAll(async () => {
  doorman.kill('SIGKILL');
  await lab.close();
});

async function refuse(refusal: Refusal): Promise<void> {
  const done = new Promise<void>((resolve) => {
    doorman.on('message', (message) => {
      if (message === 'done') resolve();
    });
  });
  doorman.send(refusal);
  await done;
}

let readers: Record<kit.Binding, CardReader>;
beforeEach(() => refuse('nothing'));

test('us: denied, with few attempts, and reading once we are let in and ask anew', async () => {
  await refuse('access_pcsc');
  readers = lab.openEach();
  await withEach('at once', (binding) => until(readers[binding], { state: 'denied', card: false }));
  await pause(1_000);
  // A knock and an attempt, twice, by two readers.
  expect(clients).toBeLessThanOrEqual(8);
  await withEach('at once', async (binding) => {
    expect(await readers[binding].connect()).toEqual({ ok: false, code: 'READER_MISSING' });
  });
  await refuse('nothing');
  kit.bindings.forEach((binding) => readers[binding].renew());
  await withEach('in turn', (binding) => kit.readWell(lab, readers[binding]));
});

test('the card to us: denied, once it was asked for', async () => {
  await withEach('at once', (binding) => until(readers[binding], { state: 'ready', card: true }));
  await refuse('access_card');
  await withEach('at once', async (binding) => {
    expect(await readers[binding].connect()).toEqual({ ok: false, code: 'READER_MISSING' });
    expect(readers[binding].status()).toEqual({ state: 'denied', card: false });
  });
});

test('its socket is not for this user: denied', async () => {
  // Root may all; nobody may not.
  const isRoot = process.geteuid?.() === 0;
  await chmod(socket, isRoot ? 0o600 : 0);
  if (isRoot) process.seteuid?.('nobody');
  const outside = lab.openEach();
  await withEach('at once', (binding) => until(outside[binding], { state: 'denied', card: false }));
  if (isRoot) process.seteuid?.('root');
  await chmod(socket, 0o666);
});
