import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CardReader } from '../../drivers/ports.ts';
import * as kit from './reader-lab.ts';
import { otherPerson, person, until, withEach } from './reader-lab.ts';

let lab: kit.ReaderLab;
let readers: Record<kit.Binding, CardReader>;
beforeAll(async () => {
  lab = await kit.startReaderLab();
  readers = lab.openEach();
});
afterAll(() => lab.close());

const [first, second] = ['Virtual PCD 00 00', 'Virtual PCD 00 01'];
const eachSays = (status: Parameters<typeof until>[1]) =>
  withEach('at once', (binding) => until(readers[binding], status));

test('the first that holds a card is used, else the first', async () => {
  await eachSays({ state: 'ready', name: first, card: false });
  await lab.bench.insert(otherPerson.id, 1);
  await eachSays({ name: second, card: true });
  await withEach('in turn', (binding) => kit.readWell(lab, readers[binding], otherPerson));
  await lab.bench.insert(person.id, 0);
  await eachSays({ name: first, card: true });
  await withEach('in turn', (binding) => kit.readWell(lab, readers[binding], person));
  await lab.bench.remove(0);
  await eachSays({ name: second, card: true });
  await lab.bench.remove(1);
  await eachSays({ name: first, card: false });
});

test('with a name in the settings the others are as if they were not there', async () => {
  const chosen = lab.openEach({ name: '00 01' });
  const none = lab.openEach({ name: 'of another make' });
  await lab.bench.insert(person.id, 0);
  await eachSays({ name: first, card: true });
  await withEach('at once', async (binding) => {
    await until(chosen[binding], { state: 'ready', name: second, card: false });
    await until(none[binding], { state: 'absent' });
    expect(await lab.read(chosen[binding])).toEqual({ ok: false, code: 'CARD_REMOVED' });
    expect(await lab.read(none[binding])).toEqual({ ok: false, code: 'READER_MISSING' });
  });
  await lab.bench.remove(0);
  await eachSays({ name: first, card: false });
});

test('both are read at the same time, each its own card', async () => {
  await Promise.all([lab.bench.insert(person.id, 0), lab.bench.insert(otherPerson.id, 1)]);
  await withEach('in turn', async (binding) => {
    await Promise.all([
      kit.readWell(lab, lab.openReader({ binding, name: '00 00' }), person),
      kit.readWell(lab, lab.openReader({ binding, name: '00 01' }), otherPerson),
    ]);
  });
});
