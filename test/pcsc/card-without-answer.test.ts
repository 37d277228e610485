import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CardReader } from '../../drivers/ports.ts';
import * as kit from './reader-lab.ts';
import { person, until, withEach } from './reader-lab.ts';

let lab: kit.ReaderLab;
let readers: Record<kit.Binding, CardReader>;
beforeAll(async () => {
  lab = await kit.startReaderLab();
  readers = lab.openEach();
});
afterAll(() => lab.close());

const eachSays = (status: Parameters<typeof until>[1]) =>
  withEach('at once', (binding) => until(readers[binding], status));

test('upside down: told apart from none, CARD_UNREADABLE, and turned over it is read', async () => {
  await eachSays({ state: 'ready', card: false, mute: undefined });
  await lab.bench.insertUnresponsive();
  await eachSays({ state: 'ready', card: true, mute: true });
  await withEach('at once', async (binding) => {
    expect(await readers[binding].connect()).toEqual({ ok: false, code: 'CARD_UNREADABLE' });
  });
  await lab.bench.insert(person.id);
  await eachSays({ state: 'ready', card: true, mute: undefined });
  await withEach('in turn', (binding) => kit.readWell(lab, readers[binding]));
});

test('on one reader it does not hide a card on the other', async () => {
  await lab.bench.insertUnresponsive(0);
  await eachSays({ name: 'Virtual PCD 00 00', mute: true });
  await lab.bench.insert(person.id, 1);
  await eachSays({ name: 'Virtual PCD 00 01', card: true, mute: undefined });
});
