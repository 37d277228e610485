import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CardReader } from '../../drivers/ports.ts';
import { isFull } from '../support/repetitions.ts';
import * as kit from './reader-lab.ts';
import { person, until, withEach } from './reader-lab.ts';

let lab: kit.ReaderLab;
let readers: Record<kit.Binding, CardReader>;
beforeAll(async () => {
  lab = await kit.startReaderLab({ usb: true });
  await lab.bench.unplugReader();
  readers = lab.openEach();
});
afterAll(() => lab.close());

const eachSays = (status: Parameters<typeof until>[1]) =>
  withEach('at once', (binding) => until(readers[binding], status));

test('none at first: absent and READER_MISSING, and one that is attached later is used', async () => {
  await eachSays({ state: 'absent' });
  await withEach('at once', async (binding) => {
    expect(await readers[binding].connect()).toEqual({ ok: false, code: 'READER_MISSING' });
  });
  await lab.bench.plugReader();
  await eachSays({ state: 'ready', card: false });
  await lab.bench.insert(person.id);
  await withEach('in turn', (binding) => kit.readWell(lab, readers[binding]));
});

test.each(kit.bindings)('%s: in the middle of a reading, which ends, and the status says why', async (binding) => {
  const reader = readers[binding];
  await kit.untilCard(reader);
  const connected = await reader.connect();
  if (!connected.ok) throw new Error(connected.code);
  await connected.value.transmit(kit.anyCommand);
  await lab.bench.unplugReader();
  const exchanges = async () => {
    for (;;) await connected.value.transmit(kit.anyCommand);
  };
  await expect(exchanges()).rejects.toThrow('PC/SC refused the exchange');
  expect(reader.status()).not.toMatchObject({ state: 'ready', name: 'Virtual PCD 00 00' });
  await connected.value.close();
  await eachSays({ state: 'absent' });
  await lab.bench.plugReader();
  await eachSays({ state: 'ready', card: true });
});

// pcscd takes up to 0.8 s to let both slots go. A cable that comes back meanwhile makes names come and go at once, and of these
// events each binding loses some.
const times = isFull ? 100 : 6;
test(`${times} times, every other time back while pcscd is at it: the reader is found again and reads`, async () => {
  for (let time = 0; time < times; time += 1) {
    const isThorough = time % 2 === 0;
    await lab.bench.unplugReader();
    if (isThorough) await eachSays({ state: 'absent' });
    else await pause((time * 60) % 900);
    await lab.bench.plugReader();
    await eachSays({ state: 'ready', name: 'Virtual PCD 00 00', card: true });
    if (isThorough) await withEach('in turn', (binding) => kit.readWell(lab, readers[binding]));
  }
  await withEach('in turn', (binding) => kit.untilAnswer(readers[binding]));
  await withEach('in turn', (binding) => kit.readWell(lab, readers[binding]));
}, 300_000);
