import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { establishBasicAccess } from '../../drivers/emrtd/access/bac.ts';
import { type Curve, curveOf, decodePoint, drawPrivateKey } from '../../drivers/emrtd/access/domain-parameters.ts';
import { establishPace, strongestSuite } from '../../drivers/emrtd/access/pace.ts';
import { passwordReference, passwordSecret } from '../../drivers/emrtd/access/password.ts';
import { cccdCardAccess, parseSecurityInfos } from '../../drivers/emrtd/access/security-infos.ts';
import { encodeTlv } from '../../drivers/emrtd/codec/tlv.ts';
import { aes128 } from '../../drivers/emrtd/messaging/cipher.ts';
import { Exchange } from '../../drivers/emrtd/messaging/exchange.ts';
import type { Hostility } from '../../drivers/simulated/cards/card.ts';
import { createChip } from '../../drivers/simulated/chip/chip.ts';
import { channelTo, fromHex, hex } from './kit.ts';

const can = '012345';
const mrz = { documentNumber: '090012345', birthDate: '900201', expiryDate: '300201' };
const secret = passwordSecret({ kind: 'can', can });
const refused = { code: 'CARD_UNREADABLE' };

function known(parameterId: number): Curve {
  const curve = curveOf(parameterId);
  if (curve === undefined) throw new Error('no curve');
  return curve;
}

const chipThat = (hostile?: Hostility) =>
  createChip(
    {
      passwords: { can, mrz },
      masterFile: { '011c': Buffer.from(cccdCardAccess).toString('base64') },
      application: { '011e': '' },
      keys: {},
      conduct: { ...(hostile && { hostile }) },
    },
    { random: randomBytes },
  );

async function pace(process: (command: Uint8Array) => Uint8Array) {
  const suite = strongestSuite(parseSecurityInfos(cccdCardAccess));
  if (suite === undefined) throw new Error('no suite');
  const password = { reference: passwordReference.can, secret };
  return establishPace(new Exchange(channelTo({ process })), suite, password, randomBytes);
}

/** What is none of the curve's points that a chip may send. */
function noPoints({ Point, fieldBytes }: Curve): [string, Uint8Array][] {
  const base = Point.BASE.toBytes(false);
  const last = base.at(-1) ?? 0;
  return [
    ['nothing', new Uint8Array()],
    ['the point at infinity', fromHex('00')],
    ['the point at infinity in full length', fromHex(`04${'00'.repeat(2 * fieldBytes)}`)],
    ['a compressed point', Point.BASE.toBytes(true)],
    ['a point in hybrid form', base.with(0, 0x06 | (last & 1))],
    ['a point beside the curve', base.with(-1, last ^ 1)],
    [
      'coordinates a byte short',
      Uint8Array.from([0x04, ...base.slice(2, 1 + fieldBytes), ...base.slice(2 + fieldBytes)]),
    ],
    ['a byte too many', Uint8Array.from([...base, 0])],
    ['coordinates beyond the field', fromHex(`04${'ff'.repeat(2 * fieldBytes)}`)],
  ];
}

describe.each([12, 13, 15, 16, 17, 18])('on the curve of parameterId %i', (parameterId) => {
  const curve = known(parameterId);

  it.each(noPoints(curve))('%s is no point', (_, bytes) => {
    expect(() => decodePoint(curve, bytes)).toThrow(expect.objectContaining({ code: 'CARD_DATA_INVALID' }));
  });

  it('keys are drawn from 1 to n-1, whatever is drawn', () => {
    const { BYTES, BITS, ORDER } = curve.Point.Fn;
    const bytesOf = (value: bigint) => fromHex(value.toString(16).padStart(2 * BYTES, '0'));
    const drawn = [0n, ORDER, ORDER + 1n, ORDER - 1n].map(bytesOf);
    expect(drawPrivateKey(curve, () => drawn.shift() ?? fromHex(''))).toBe(ORDER - 1n);
    expect(drawn).toEqual([]);

    // Bits above those of the order, which P-521 leaves in its first byte, do not count.
    const above = BITS % 8 === 0 ? 0n : 1n << BigInt(BITS);
    expect(drawPrivateKey(curve, () => bytesOf(above + 7n))).toBe(7n);
  });
});

it.each(noPoints(known(13)))('PACE is given up with a chip that sends %s as its key', async (_, bytes) => {
  for (const [step, tag] of [
    ['10860000457c4381', 0x82],
    ['10860000457c4383', 0x84],
  ] as const) {
    const chip = chipThat();
    const lie = Uint8Array.from([...encodeTlv(0x7c, encodeTlv(tag, bytes)), 0x90, 0x00]);
    const established = pace((command) => {
      const honest = chip.process(command);
      return hex(command).startsWith(step) ? lie : honest;
    });
    await expect(established).rejects.toMatchObject(refused);
  }
});

describe('PACE is given up with a chip that', () => {
  it.each<Hostility>([
    'pace-nonce-length',
    'pace-point-off-curve',
    'pace-point-at-infinity',
    'pace-point-small-order',
    'pace-key-off-curve',
    'pace-echoed-key',
  ])('does this: %s', async (hostile) => {
    const chip = chipThat(hostile);
    await expect(pace((command) => chip.process(command))).rejects.toMatchObject(refused);
  });

  it.each<[string, RegExp, (sent: string, honest: string) => string]>([
    ['echoes the mapping key', /^1086.{10}81/, (sent) => `7c438241${sent.slice(18, 148)}9000`],
    ['answers another step', /^1086.{10}81/, (_, honest) => honest.replace(/^7c4382/, '7c4384')],
    ['answers in another template', /^1086.{10}81/, (_, honest) => honest.replace(/^7c/, '7d')],
    ['answers without a template', /^1086.{10}81/, (_, honest) => honest.slice(4)],
    ['answers with nothing', /^1086/, () => '9000'],
    ['refuses the nonce', /^10860000027c00/, () => '6985'],
    ['gives no nonce', /^10860000027c00/, () => '7c0280009000'],
    ['gives a short nonce', /^10860000027c00/, () => '7c0a800800000000000000009000'],
    ['gives half a block', /^10860000027c00/, () => `7c1a8018${'00'.repeat(24)}9000`],
    ['gives an endless nonce', /^10860000027c00/, () => `7c8183808180${'00'.repeat(128)}9000`],
    ['gives no token', /^0086/, () => '7c009000'],
    ['is never done', /^/, () => '6100'],
  ])('%s', async (_, when, lie) => {
    const chip = chipThat();
    const established = pace((command) => {
      const honest = hex(chip.process(command));
      return fromHex(when.test(hex(command)) ? lie(hex(command), honest) : honest);
    });
    await expect(established).rejects.toMatchObject(refused);
  });

  it('draws a nonce that maps to no generator', async () => {
    // s is the order: s·G is no point that a nonce may give.
    const nonce = fromHex(known(13).Point.Fn.ORDER.toString(16));
    const encrypted = hex(aes128.encrypt(aes128.deriveKey(secret, 3), nonce));
    const chip = chipThat();
    const established = pace((command) => {
      const honest = chip.process(command);
      return hex(command).startsWith('10860000027c00') ? fromHex(`7c228020${encrypted}9000`) : honest;
    });
    await expect(established).rejects.toMatchObject(refused);
  });
});

it.each<[string, (honest: string) => string]>([
  ['a challenge without bytes', () => '9000'],
  ['a long challenge', () => `${'00'.repeat(9)}9000`],
])('BAC is given up with a chip that gives %s', async (_, lie) => {
  const chip = chipThat();
  const process = (command: Uint8Array) => (hex(command).startsWith('0084') ? fromHex(lie('')) : chip.process(command));
  await expect(establishBasicAccess(new Exchange(channelTo({ process })), mrz, randomBytes)).rejects.toMatchObject(
    refused,
  );
});

it.each<[string, (honest: Uint8Array) => Uint8Array]>([
  ['changes its cryptogram', (honest) => honest.with(0, (honest[0] ?? 0) ^ 1)],
  ['changes its MAC', (honest) => honest.with(39, (honest[39] ?? 0) ^ 1)],
  ['cuts its answer short', (honest) => honest.slice(1)],
  ['answers with nothing', () => fromHex('9000')],
])('BAC is given up with a chip that %s', async (_, lie) => {
  const chip = chipThat();
  chip.process(fromHex('00a4040c07a0000002471001'));
  const process = (command: Uint8Array) => {
    const honest = chip.process(command);
    return hex(command).startsWith('0082') ? lie(honest) : honest;
  };
  await expect(establishBasicAccess(new Exchange(channelTo({ process })), mrz, randomBytes)).rejects.toMatchObject(
    refused,
  );
});

it.each<Hostility>(['bac-other-nonce', 'bac-wrong-mac'])(
  'BAC is given up with a chip that does this: %s',
  async (hostile) => {
    const chip = chipThat(hostile);
    chip.process(fromHex('00a4040c07a0000002471001'));
    await expect(establishBasicAccess(new Exchange(channelTo(chip)), mrz, randomBytes)).rejects.toMatchObject(refused);
  },
);
