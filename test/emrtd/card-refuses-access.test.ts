import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { chipHoldsMappedKey } from '../../drivers/emrtd/access/chip-mapping.ts';
import { openAccess, readCardAccess } from '../../drivers/emrtd/access/open-access.ts';
import { cccdCardAccess } from '../../drivers/emrtd/access/security-infos.ts';
import { Exchange } from '../../drivers/emrtd/messaging/exchange.ts';
import { CardLost } from '../../drivers/ports.ts';
import type { Card } from '../../drivers/simulated/cards/card.ts';
import { type Chip, createChip } from '../../drivers/simulated/chip/chip.ts';
import { channelTo, fromHex, hex } from './kit.ts';

const can = '012345';
const citizen = { documentNumber: '090012345', birthDate: '900201', expiryDate: '300201' };
const passport = { documentNumber: 'L898902C', birthDate: '690806', expiryDate: '940623' };
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const com = base64(fromHex('60165f0104303130375f36063034303030305c04616d6f61'));

const bank: Card = { passwords: {}, masterFile: {}, application: {}, keys: {}, conduct: {} };
const cccd: Card = {
  passwords: { can, mrz: citizen },
  masterFile: { '011c': base64(cccdCardAccess) },
  application: { '011e': com },
  keys: {},
  conduct: {},
};
const oldPassport: Card = { ...cccd, passwords: { mrz: passport }, masterFile: {} };
const offering = (...infos: string[]): Card => ({
  ...cccd,
  masterFile: {
    '011c': base64(fromHex(`31${(infos.join('').length / 2).toString(16).padStart(2, '0')}${infos.join('')}`)),
  },
});
const paceInfo = (mapping: number, cipher: number, parameterId: number) =>
  `3012060a04007f00070202040${mapping}0${cipher}0201020201${parameterId.toString(16).padStart(2, '0')}`;
/** Diffie-Hellman over a MODP group, which this reader does not know. */
const modp = paceInfo(1, 2, 0);

const chipOf = (card: Card, conduct: Card['conduct'] = {}) =>
  createChip({ ...card, conduct: { ...card.conduct, ...conduct } }, { random: randomBytes });

/** From connecting to the open application, as hex digits what was sent. */
async function open(chip: Pick<Chip, 'process'>, passwords: Parameters<typeof openAccess>[2], pulledAt?: number) {
  const channel = channelTo(chip, pulledAt);
  const exchange = new Exchange(channel);
  const opening = async () => openAccess(exchange, await readCardAccess(exchange), passwords, randomBytes);
  const outcome = await opening().then(
    ({ access }) => access,
    (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
  );
  return { outcome, sent: channel.sent.map(hex), exchange };
}

const setsPace = (command: string) => command.startsWith('0022c1a4');

describe('a wrong password', () => {
  it.each([
    ['CAN', cccd, { can: '543210', mrz: citizen }, {}],
    ['CAN that the chip counts', cccd, { can: '543210', mrz: citizen }, { wrongPassword: '63c2' }],
    ['MRZ, by PACE', cccd, { mrz: { ...citizen, birthDate: '900202' } }, {}],
    ['MRZ, by BAC', oldPassport, { mrz: { ...passport, expiryDate: '950623' } }, {}],
  ] as const)('is told apart from all else, and put to the proof once: %s', async (_, card, passwords, conduct) => {
    const chip = chipOf(card, conduct);
    expect((await open(chip, passwords)).outcome).toBe('CARD_ACCESS_DENIED');
    expect(chip.statistics).toMatchObject({ attempts: 1, wrongPasswords: 1 });
  });

  it.each(['6300', '63c0', '6982', '6985'])('is what the chip means by %s', async (sw) => {
    for (const [card, step] of [
      [cccd, '0086'],
      [oldPassport, '0082'],
    ] as const) {
      const chip = chipOf(card);
      const process = (command: Uint8Array) => (hex(command).startsWith(step) ? fromHex(sw) : chip.process(command));
      const { outcome } = await open({ process }, card.passwords);
      expect(outcome).toBe('CARD_ACCESS_DENIED');
    }
  });

  it.each(['6700', '6a80', '6d00', '6f00'])('is not what the chip means by %s', async (sw) => {
    const chip = chipOf(cccd);
    const process = (command: Uint8Array) => (hex(command).startsWith('0086') ? fromHex(sw) : chip.process(command));
    expect((await open({ process }, { can })).outcome).toBe('CARD_UNREADABLE');
  });

  it('is suspected where the chip cannot make the token', async () => {
    expect((await open(chipOf(cccd, { hostile: 'pace-wrong-token' }), { can, mrz: citizen })).outcome).toBe(
      'CARD_ACCESS_DENIED',
    );
  });

  it('is none where nobody gave one', async () => {
    expect((await open(chipOf(cccd), {})).outcome).toBe('CARD_ACCESS_DENIED');
  });
});

it.each([
  ['PACE', cccd, { can }],
  ['BAC', oldPassport, { mrz: passport }],
])('a card that is lifted is not taken for one that refuses (%s)', async (_, card, passwords) => {
  const { outcome, sent } = await open(chipOf(card), passwords);
  expect(outcome).toMatch(/^(pace|bac)/);
  for (let at = 1; at <= sent.length; at++)
    expect((await open(chipOf(card), passwords, at)).outcome).toBeInstanceOf(CardLost);
});

describe('a card is opened that', () => {
  it.each<[string, Card, Card['conduct'], Parameters<typeof openAccess>[2], string]>([
    ['takes the CAN', cccd, {}, { can, mrz: citizen }, 'pace-can'],
    ['takes the MRZ', cccd, {}, { mrz: citizen }, 'pace-mrz'],
    ['knows no CAN', { ...cccd, passwords: { mrz: citizen } }, {}, { can, mrz: citizen }, 'pace-mrz'],
    ['refuses PACE though it offers it', cccd, { refusesPace: '6a80' }, { can, mrz: citizen }, 'bac-mrz'],
    ['offers another suite only', offering(modp), {}, { mrz: citizen }, 'bac-mrz'],
    ['offers another suite too', offering(modp, paceInfo(2, 2, 13)), {}, { can }, 'pace-can'],
    ['knows no PACE', oldPassport, {}, { can, mrz: passport }, 'bac-mrz'],
    ['does not yield EF.CardAccess', cccd, hiding('6a82'), { can, mrz: citizen }, 'pace-can'],
    ['does not yield it, by its MRZ', cccd, hiding('6982'), { mrz: citizen }, 'pace-mrz'],
    ['does neither', cccd, { ...hiding('6a82'), refusesPace: '6d00' }, { can, mrz: citizen }, 'bac-mrz'],
  ])('%s', async (_, card, conduct, passwords, access) => {
    const { outcome, exchange } = await open(chipOf(card, conduct), passwords);
    expect(outcome).toBe(access);
    const { data } = await exchange.send({ ins: 0xb0, p1: 0x9e, p2: 0, le: 24 });
    expect(base64(data)).toBe(com);
  });

  it.each([
    ['GM with longer keys', [paceInfo(2, 2, 13), paceInfo(2, 4, 13)], '800a04007f00070202040204830102'],
    ['a longer curve', [paceInfo(2, 4, 17), paceInfo(2, 4, 16)], '800a04007f0007020204020483010284' + '0111'],
    ['the mapping that proves the chip', [paceInfo(2, 2, 13), paceInfo(6, 2, 13)], '800a04007f00070202040602830102'],
    [
      'a curve next to one that is not known here',
      [paceInfo(2, 2, 13), paceInfo(2, 2, 14)],
      '800a04007f00070202040202830102' + '84010d',
    ],
  ])('offers %s', async (_, infos, chosen) => {
    const { sent } = await open(chipOf(offering(...infos)), { can });
    expect(sent.find(setsPace)?.slice(10)).toBe(chosen);
  });

  it('is an old passport, whose MRZ is not tried with PACE', async () => {
    const { outcome, sent } = await open(chipOf(oldPassport), { mrz: passport });
    expect(outcome).toBe('bac-mrz');
    expect(sent.some(setsPace)).toBe(false);
  });

  it('warns that tries are few', async () => {
    const chip = chipOf(cccd);
    const process = (command: Uint8Array) => {
      const answer = chip.process(command);
      return setsPace(hex(command)) ? fromHex('63c1') : answer;
    };
    expect((await open({ process }, { can })).outcome).toBe('pace-can');
  });
});

describe('the chip authentication mapping', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'brainpoolP256r1' });
  const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' });
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const card = { ...offering(paceInfo(6, 2, 13)), keys: { chipAuthenticationMapping: pkcs8.toString('base64') } };
  const openCam = async (masterFile: Card['masterFile']) => {
    const exchange = new Exchange(channelTo(chipOf({ ...card, masterFile: { ...card.masterFile, ...masterFile } })));
    return openAccess(exchange, await readCardAccess(exchange), { can }, randomBytes);
  };

  it('comes with the EF.CardSecurity of the master file, and shows who holds its key', async () => {
    const file = fromHex('30050c0373616d');
    const { access, chipMapping, cardSecurity } = await openCam({ '011d': base64(file) });
    expect(access).toBe('pace-can');
    expect(cardSecurity).toEqual(file);
    if (chipMapping === undefined) throw new Error('no mapping');
    expect(chipHoldsMappedKey(chipMapping, spki)).toBe(true);
    const other = generateKeyPairSync('ec', { namedCurve: 'brainpoolP256r1' }).publicKey;
    expect(chipHoldsMappedKey(chipMapping, other.export({ type: 'spki', format: 'der' }))).toBe(false);
    const elsewhere = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
    expect(chipHoldsMappedKey(chipMapping, elsewhere.export({ type: 'spki', format: 'der' }))).toBe(false);
  });

  it('opens the chip without that file too', async () => {
    const opened = await openCam({});
    expect(opened).not.toHaveProperty('cardSecurity');
    expect(opened).toHaveProperty('chipMapping');
  });
});

describe('EF.CardAccess is found where the chip', () => {
  const readThrough = async (process: Chip['process']) => readCardAccess(new Exchange(channelTo({ process })));

  it.each(['6d00', '6982', '6a86'])('refuses SELECT MF by %s', async (sw) => {
    const chip = chipOf(cccd, { refusesMasterFile: sw });
    expect(await readThrough((command) => chip.process(command))).toEqual(cccdCardAccess);
  });

  it('knows no short file identifiers', async () => {
    const chip = chipOf(cccd, { shortFileIdentifiers: false });
    expect(await readThrough((command) => chip.process(command))).toEqual(cccdCardAccess);
  });

  it('yields it after SELECT MF only', async () => {
    const chip = chipOf(cccd);
    let selected = false;
    const read = await readThrough((command) => {
      if (hex(command) === '00a4000c023f00') selected = true;
      return selected ? chip.process(command) : fromHex('6a82');
    });
    expect(read).toEqual(cccdCardAccess);
  });

  it('was left in the application, where EF.CVCA has its name', async () => {
    const cvca = fromHex('4203414243');
    const inside = chipOf({ ...cccd, masterFile: { '011c': base64(cvca) } });
    const outside = chipOf(cccd);
    let selected = false;
    const read = await readThrough((command) => {
      if (hex(command) === '00a4000c023f00') selected = true;
      return (selected ? outside : inside).process(command);
    });
    expect(read).toEqual(cccdCardAccess);
  });
});

it.each<[string, Pick<Chip, 'process'>]>([
  ['is no identity document', chipOf(bank)],
  ['refuses each instruction', { process: () => fromHex('6d00') }],
  ['refuses each class', { process: () => fromHex('6e00') }],
])('a card is not supported that %s', async (_, chip) => {
  expect((await open(chip, { can })).outcome).toBe('CARD_NOT_SUPPORTED');
  expect((await open(chip, { can, mrz: citizen })).outcome).toBe('CARD_NOT_SUPPORTED');
  expect((await open(chip, { mrz: passport })).outcome).toBe('CARD_NOT_SUPPORTED');
});

it.each([
  ['offers another suite only', cccd.passwords, offering(modp), {}],
  ['knows BAC no more', { mrz: passport }, oldPassport, { bac: false }],
] as const)('a card is not supported that %s', async (_, { mrz }, card, conduct) => {
  const passwords = card === oldPassport ? { mrz } : { can };
  expect((await open(chipOf(card, conduct), passwords)).outcome).toBe('CARD_NOT_SUPPORTED');
});

function hiding(sw: string): Card['conduct'] {
  return { refusesFiles: { masterFile: { '011c': sw } } };
}
