import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Devices } from '../../drivers/ports.ts';
import { foreignMrzKey, makePassport } from '../../drivers/simulated/cards/make-card.ts';
import { Issuer } from '../../drivers/simulated/cards/pki.ts';
import { neighbour, traveller } from '../../drivers/simulated/people.ts';
import { request, startLab, untilCard, type Lab } from './lab.ts';

let lab: Lab;
let devices: Devices;
const { challenge } = request;

beforeAll(async () => {
  lab = await startLab();
  const pki = join(lab.directory, 'pki');
  await mkdir(pki);
  const utopia = new Issuer(pki, 'utopia', 'UT');
  await utopia.create();
  await utopia.addSigner('signer');
  await writeFile(join(lab.cardsDirectory, 'passport.json'), JSON.stringify(await makePassport(traveller, utopia)));
  devices = lab.open();
  await lab.bench.insert('passport');
  await untilCard(devices);
});
afterAll(() => lab.close());

test('its chip stays shut to the MRZ of somebody else', async () => {
  const mrz = foreignMrzKey(neighbour);
  expect(await devices.readChip({ mrz, challenge })).toEqual({ ok: false, code: 'CARD_ACCESS_DENIED' });
});

test('its own opens it, and what it says reaches the kiosk whole, though nobody trusts its issuer', async () => {
  const read = await devices.readChip({ mrz: foreignMrzKey(traveller), challenge });
  expect(read).toMatchObject({
    ok: true,
    value: {
      document: {
        kind: 'passport',
        issuer: 'UTO',
        documentNumber: traveller.documentNumber,
        fullName: 'LINDQVIST ÅSA MÄRTA',
      },
      proof: { passiveAuthentication: { hashes: 'match', issuer: 'unknown' } },
    },
  });
});
