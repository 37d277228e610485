import { afterAll, beforeAll, expect, test } from 'vitest';
import { isFull } from '../support/repetitions.ts';
import {
  type Binding,
  bindings,
  person,
  readWell,
  type ReaderLab,
  startReaderLab,
  untilAnswer,
  untilCard,
} from './reader-lab.ts';

let lab: ReaderLab;
beforeAll(async () => {
  lab = await startReaderLab();
});
afterAll(() => lab.close());

/** Readers of both slots share the work, which is waiting for pcscd to look. */
const slots = [0, 1] as const;

test.each<Binding>(isFull ? [...bindings] : ['pcsc-mini'])(
  '%s: pulled at any exchange of a reading, CARD_REMOVED, and the next reading is whole',
  async (binding) => {
    const readers = [lab.openReader({ binding, name: '00 00' }), lab.openReader({ binding, name: '00 01' })] as const;
    await Promise.all(slots.map((slot) => lab.bench.insert(person.id, slot)));
    const { statistics } = await readWell(lab, readers[0]);
    expect(statistics.apdus).toBeGreaterThan(15);

    await Promise.all(
      slots.map(async (slot) => {
        const reader = readers[slot];
        for (let exchange = 1 + slot; exchange <= statistics.apdus; exchange += slots.length) {
          await untilAnswer(reader);
          await lab.bench.pullAfter(exchange, slot);
          expect([exchange, await lab.read(reader)]).toEqual([exchange, { ok: false, code: 'CARD_REMOVED' }]);
          await lab.bench.insert(person.id, slot);
        }
        await untilAnswer(reader);
        await readWell(lab, reader);
        await lab.bench.remove(slot);
        await untilCard(reader, false);
      }),
    );
  },
);

test('pulled before the first exchange: CARD_REMOVED', async () => {
  const readers = bindings.map((binding) => lab.openReader({ binding }));
  await Promise.all(readers.map((reader) => untilCard(reader, false)));
  const readings = await Promise.all(readers.map((reader) => lab.read(reader)));
  expect(readings).toEqual(bindings.map(() => ({ ok: false, code: 'CARD_REMOVED' })));
});
