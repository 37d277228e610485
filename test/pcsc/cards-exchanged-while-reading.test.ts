import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isFull } from '../support/repetitions.ts';
import * as kit from './reader-lab.ts';
import { otherPerson, person } from './reader-lab.ts';

let lab: kit.ReaderLab;
beforeAll(async () => {
  lab = await kit.startReaderLab();
});
afterAll(() => lab.close());

const slots = [0, 1] as const;
/** Every exchange in the full run. */
const stride = isFull ? 2 : 6;

// Both cards open by the same number, and pcscd, which looks every 0.4 s, takes them for one card: nothing but the failed
// exchange tells.
test.each<kit.Binding>(isFull ? [...kit.bindings] : ['pcsc-mini'])(
  "%s: after an exchange of a reading another person's card lies there, and the reading ends with CARD_REMOVED",
  async (binding) => {
    const readers = [lab.openReader({ binding, name: '00 00' }), lab.openReader({ binding, name: '00 01' })] as const;
    await Promise.all(slots.map((slot) => lab.bench.insert(person.id, slot)));
    const { statistics } = await kit.readWell(lab, readers[0]);

    await Promise.all(
      slots.map(async (slot) => {
        const reader = readers[slot];
        let [lying, next] = [person, otherPerson];
        for (let answers = 1 + (slot * stride) / 2; answers < statistics.apdus; answers += stride) {
          await kit.untilAnswer(reader);
          await lab.bench.swapAfter(answers, next.id, slot);
          expect([answers, await lab.read(reader)]).toEqual([answers, { ok: false, code: 'CARD_REMOVED' }]);
          [lying, next] = [next, lying];
        }
        await kit.untilAnswer(reader);
        await kit.readWell(lab, reader, lying);
        await lab.bench.remove(slot);
        await kit.untilCard(reader, false);
      }),
    );
  },
);

test.each(kit.bindings)('%s: a channel that lost its card never speaks to the next one', async (binding) => {
  const reader = lab.openReader({ binding, name: '00 00' });
  await lab.bench.insert(person.id);
  await kit.untilCard(reader);
  const connected = await reader.connect();
  if (!connected.ok) throw new Error(connected.code);
  const channel = connected.value;
  await lab.bench.swapAfter(1, otherPerson.id);
  await channel.transmit(kit.anyCommand);
  await expect(channel.transmit(kit.anyCommand)).rejects.toThrow('PC/SC refused the exchange');
  // pcscd takes up the other card, and its handle, which it never ended, reaches that.
  await pause(600);
  await expect(channel.transmit(kit.anyCommand)).rejects.toThrow('the card has left');
  await channel.close();
  await lab.bench.remove();
  await kit.untilCard(reader, false);
});
