import { execFile } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CardReader } from '../../drivers/ports.ts';
import { isFull, repetitions } from '../support/repetitions.ts';
import * as kit from './reader-lab.ts';
import { person, until } from './reader-lab.ts';

let lab: kit.ReaderLab;
beforeAll(async () => {
  lab = await kit.startReaderLab();
});
afterAll(() => lab.close());

/** As long as vpcd's two bytes of length allow. */
const longest = Buffer.alloc(65_535, 'every byte counts ');
longest.writeUInt16BE(0x9000, longest.length - 2);
const short = Buffer.from('9000', 'hex');

describe.each(kit.bindings)('%s', (binding) => {
  let reader: CardReader;
  beforeAll(() => {
    reader = lab.openReader({ binding });
  });

  test('answers of 64 KiB arrive whole, and short ones after them', async () => {
    await lab.bench.replay([longest, short]);
    await kit.untilCard(reader);
    const connected = await reader.connect();
    if (!connected.ok) throw new Error(connected.code);
    for (let time = 0; time < 3; time += 1) {
      expect(Buffer.compare(await connected.value.transmit(kit.anyCommand), longest)).toBe(0);
      expect(await connected.value.transmit(kit.anyCommand)).toEqual(new Uint8Array(short));
    }
    await connected.value.close();
  });

  test('no memory stays behind with each card', async () => {
    const once = async () => {
      const connected = await reader.connect();
      if (!connected.ok) throw new Error(connected.code);
      for (let exchange = 0; exchange < 4; exchange += 1) await connected.value.transmit(kit.anyCommand);
      await connected.value.close();
    };
    await lab.bench.replay([short]);
    await kit.untilAnswer(reader);
    await once();
    const before = process.memoryUsage().arrayBuffers;
    // A buffer that stayed with each card would be 65 kB of them.
    for (let time = 0; time < repetitions(300); time += 1) await once();
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10e6);
  });

  test('laid down and lifted at any moment: at rest the status is true, and the card is read', async () => {
    for (let time = 0; time < (isFull ? 60 : 3); time += 1) {
      await lab.bench.insert(person.id);
      await pause(Math.random() * 500);
      const reading = lab.read(reader);
      await pause(Math.random() * 300);
      await lab.bench.remove();
      const result = await reading;
      if (!result.ok) expect(['CARD_REMOVED', 'CARD_UNREADABLE']).toContain(result.code);
    }
    await until(reader, { state: 'ready', card: false });
    // pcscd's next look: see PcscCard.disconnect.
    await pause(500);
    await lab.bench.insert(person.id);
    await kit.readWell(lab, reader);
    await lab.bench.remove();
    await until(reader, { state: 'ready', card: false });
  }, 120_000);

  test('a closed reader keeps no process alive', async () => {
    const module = JSON.stringify(new URL('../../drivers/pcsc/reader.ts', import.meta.url));
    const source = `
      const reader = (await import(${module})).openPcscReader({ binding: '${binding}' });
      while (reader.status().state !== 'ready') await new Promise((resolve) => setTimeout(resolve, 10));
      await reader.close();
    `;
    await promisify(execFile)(process.execPath, ['--input-type=module', '-e', source], { timeout: 20_000 });
  });
});
