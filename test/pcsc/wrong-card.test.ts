import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Devices } from '../../drivers/ports.ts';
import { cardSchema } from '../../drivers/simulated/cards/card.ts';
import { people } from '../../drivers/simulated/people.ts';
import { person, readWell, request, startLab, untilCard, type Lab } from './lab.ts';

let lab: Lab;
let devices: Devices;
beforeAll(async () => {
  lab = await startLab();
  devices = lab.open();
});
afterAll(() => lab.close());

/** EF.CardAccess that offers PACE by DH generic mapping with triple DES only (ICAO 9303-11 §9.2.3), as some passports do. */
const otherSuite = Buffer.from('31143012060a04007f000702020401010201020201' + '00', 'hex').toString('base64');

async function lay(
  id: string,
  change: { masterFile?: Record<string, string>; application?: Record<string, string> } = {},
) {
  const card = cardSchema.parse(JSON.parse(await readFile(join(lab.cardsDirectory, `${person.id}.json`), 'utf8')));
  await writeFile(join(lab.cardsDirectory, `${id}.json`), JSON.stringify({ ...card, ...change }));
  await lab.bench.insert(id);
  await untilCard(devices);
}

test.each([
  ['a chip with another kind of PACE', { masterFile: { '011c': otherSuite } }],
  ['a chip without files', { masterFile: {}, application: {} }],
])('%s: CARD_NOT_SUPPORTED, and the right card is read afterwards', async (_, change) => {
  await lay('foreign', change);
  expect(await devices.readChip(request)).toEqual({ ok: false, code: 'CARD_NOT_SUPPORTED' });
  await lab.bench.remove();
  await untilCard(devices, false);
  await lab.bench.insert(person.id);
  await readWell(devices);
  await lab.bench.remove();
  await untilCard(devices, false);
});

test("another person's card: CARD_ACCESS_DENIED", async () => {
  await lab.bench.insert(people[1].id);
  await untilCard(devices);
  expect(await devices.readChip(request)).toEqual({ ok: false, code: 'CARD_ACCESS_DENIED' });
});
