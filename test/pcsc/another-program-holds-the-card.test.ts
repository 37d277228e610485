import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CardReader } from '../../drivers/ports.ts';
import { isFull } from '../support/repetitions.ts';
import type { HolderOrder } from './card-holder.ts';
import * as kit from './reader-lab.ts';
import { person, withEach } from './reader-lab.ts';

let lab: kit.ReaderLab;
let readers: Record<kit.Binding, CardReader>;
let holder: ChildProcess;
beforeAll(async () => {
  lab = await kit.startReaderLab();
  readers = lab.openEach();
  holder = fork(new URL('card-holder.ts', import.meta.url));
  await lab.bench.insert(person.id);
  await withEach('at once', (binding) => kit.untilCard(readers[binding]));
});
afterAll(async () => {
  holder.kill('SIGKILL');
  await lab.close();
});

/** What the other program does, and what PC/SC answers it. */
async function other(order: HolderOrder): Promise<string> {
  holder.send(order);
  const [answer] = (await once(holder, 'message')) as [string];
  return answer;
}

const eachReads = () => withEach('in turn', (binding) => kit.readWell(lab, readers[binding]));

test('for a moment, as programs do that look at each card: we wait for it', async () => {
  for (const binding of kit.bindings) {
    expect(await other('hold')).toBe('done');
    const reading = kit.readWell(lab, readers[binding]);
    await pause(500);
    expect(await other('let go')).toBe('done');
    await reading;
  }
});

test.each(isFull ? (['hold', 'share'] as const) : (['share'] as const))(
  'for long (%s): READER_MISSING, and reading once it lets go',
  async (order) => {
    expect(await other(order)).toBe('done');
    await withEach('at once', async (binding) => {
      expect(await readers[binding].connect()).toEqual({ ok: false, code: 'READER_MISSING' });
      expect(readers[binding].status()).toMatchObject({ state: 'ready', card: true });
    });
    expect(await other('let go')).toBe('done');
    await eachReads();
  },
);

test('in a transaction, for which PC/SC itself waits: DEVICE_TIMEOUT, and reading once it lets go', async () => {
  expect(await other('share')).toBe('done');
  expect(await other('begin')).toBe('done');
  await withEach('at once', async (binding) => {
    expect(await readers[binding].connect()).toEqual({ ok: false, code: 'DEVICE_TIMEOUT' });
  });
  expect(await other('end')).toBe('done');
  expect(await other('let go')).toBe('done');
  await eachReads();
});

test('it resets the card and goes: the reading begins anew and is whole', async () => {
  expect(await other('share')).toBe('done');
  const readings = withEach('in turn', (binding) => kit.readWell(lab, readers[binding]));
  await pause(200);
  expect(await other('reset and let go')).toBe('done');
  await readings;
});

test.each(kit.bindings)('%s: in the middle of our reading nobody gets at the card', async (binding) => {
  const connected = await readers[binding].connect();
  if (!connected.ok) throw new Error(connected.code);
  await connected.value.transmit(kit.anyCommand);
  expect(await other('share')).toBe('SharingViolation');
  expect(await other('hold')).toBe('SharingViolation');
  await connected.value.transmit(kit.anyCommand);
  await connected.value.close();
});
