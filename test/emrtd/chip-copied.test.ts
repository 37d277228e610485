import { createECDH, generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseDg14 } from '../../drivers/emrtd/access/security-infos.ts';
import { encodeTlv } from '../../drivers/emrtd/codec/tlv.ts';
import { aes128, aes256, tripleDes } from '../../drivers/emrtd/messaging/cipher.ts';
import { Exchange } from '../../drivers/emrtd/messaging/exchange.ts';
import { SecureMessaging, type SessionKeys } from '../../drivers/emrtd/messaging/secure-messaging.ts';
import { authenticateChip } from '../../drivers/emrtd/proof/chip-authentication.ts';
import { CardLost } from '../../drivers/ports.ts';
import { dg14Of } from '../../drivers/simulated/cards/files.ts';
import {
  type CipherName,
  chipAuthenticationInfo,
  chipAuthenticationPublicKeyInfo,
  securityInfosOf,
} from '../../drivers/simulated/cards/security-infos.ts';
import {
  type AgreeingChipOptions,
  type CurveName,
  agreeingChip,
  ciphers,
  earlier,
  nobleCurves,
} from './agreeing-chip.ts';
import { channelTo, fromHex, hex } from './kit.ts';

const brainpoolParameters =
  '3081ec06072a8648ce3d02013081e0020101302c06072a8648ce3d0101022100a9fb57dba1eea9bc3e660a909d838d726e3bf623d52620282013481d1f6e5377304404207d5a0975fc2c3057eef67530417affe7fb8055c126dc5c6ce94a4b44f330b5d9042026dc5c6ce94a4b44f330b5d9bbd77cbf958416295cf7e1ce6bccdc18ff8c07b60441048bd2aeb9cb7e57cb2c4b482ffc81b7afb9de27e1e3bd23c23a4453bd9ace3262547ef835c3dac4fd97f8461a14611dc9c27745132ded8e545c1d54c72f046997022100a9fb57dba1eea9bc3e660a909d838d718c397aa3b561a6f7901e0e82974856a7020101';
const nistParameters =
  '3081ec06072a8648ce3d02013081e0020101302c06072a8648ce3d0101022100ffffffff00000001000000000000000000000000ffffffffffffffffffffffff30440420ffffffff00000001000000000000000000000000fffffffffffffffffffffffc04205ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b0441046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5022100ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551020101';

const nistBase =
  '046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5';
const frenchKey =
  '048367fc170d90ad53a28c6526a9c7ec4f5c59c4f7f5d992583f951a1654b4d1d6332163a33d82cbf245154887a8812ed9a55c15ad9d5c5c463851875bba9aeabd';

interface Trace {
  dg14: string;
  keys: SessionKeys;
  /** The reader's ephemeral private key. */
  privateKey: string;
  lines: [command: string, answer: string][];
}

/** Exchanges with real passports that are published with the tests of gmrtd, by the state that issued them. */
const traces: Record<string, Trace> = {
  'Austria: AES-128, no key identifier': {
    dg14: `6e82017e3182017a300d060804007f0007020202020101300f060a04007f000702020302020201013012060a04007f0007020204020202010202010d30820142060904007f00070202010230820133${brainpoolParameters}034200041983917269ac877c0b61544c2c022000d2a5aba723e2d80141e648b40911dc3459761f27480e4b57181a53d8fe1190ea86c939ac14363178caffc621f0f905c3`,
    keys: {
      cipher: aes128,
      encryption: fromHex('524170de3419b7af2f23e45ad6ef9595'),
      mac: fromHex('97893f5fdc29a5c13a924fe7d8ed44fd'),
      counter: fromHex('000000000000000000000000000000f0'),
    },
    privateKey: '80ebafc8a51becd4d90bb640ee38c9fd5c12748d28aaa37096b98c4533c4f5f5',
    lines: [
      ['0c2241a41d8711015d8f69b1ea365cce4304970db12421f38e085340d338128085e700', '990290008e083f5136e82a6c34779000'],
      [
        '0c860000608751019e18f1ba79d805379752bb560eb70aac3ce3bc5afe2fdd4aeb325ca8b578b4a93b9f66a5df40005f8e878535251d33dd974aaf77fb858773e5799fa9dc1034e89b1150ec7f0bb3db4bf37a1b9ea4458a9701008e089d204d950c0b95db00',
        '8711010b0a5dffc7432de4deb604291377a05b990290008e08b3384a1f5d1579739000',
      ],
      ['0ca4020c1d8711011b2ee500e84960df7f37afe7adff53838e084500f3b43e192a5700', '990290008e0803c4b125b4218cef9000'],
    ],
  },
  'Germany: AES-128, a key identifier': {
    dg14: `6e82019a31820196300d060804007f00070202020201013012060a04007f0007020204020202010202010d3012060a04007f0007020204060202010202010d3013060a04007f00070202030202020101020200c330820146060904007f00070202010230820133${brainpoolParameters}034200047036bc5d0bcf31913b59103bb6f2c0c98c99ef4c19b9517340b76bfe4ee2194c76c3f3314e021d4b092db5a32ab7d6e297f2fbeae45aa28defc4da750fead54e020200c3`,
    keys: {
      cipher: aes128,
      encryption: fromHex('cc86415f2ed7e8fd663b754265695ae1'),
      mac: fromHex('581e84b8ee06c4d3eee30461498d7fb3'),
      counter: fromHex('000000000000000000000000000000ba'),
    },
    privateKey: '84a5145885678ee9307c28c52736896267511203b7b8009c5fe27abcbaecdcaa',
    lines: [
      ['0c2241a41d871101980953d37f67558690045d78a853b18a8e08929767a2cef172e200', '990290008e08fc873ebb62219c8a9000'],
      [
        '0c8600006087510161912c367a6322d24aa1d4522dc47a7345369257672df1d1163d506eb6489395d8083fad393a394297ce8703c42f22c864c1f4c8e70ee1cf9b497acf6579190d90f36cf9e16fe2149ff57247285d9e1e9701008e08a1d7a16efbfd932c00',
        '87110123e7159ac9b0ef92ce1f6755b89697e3990290008e088972f1595e1508c29000',
      ],
      ['0ca4020c1d871101fad37eadbcde7e6a0833035a9fff5b708e0836560bbce1fecd5f00', '990290008e0829d0e1ebbb61be7a9000'],
    ],
  },
  'Malaysia: 3DES by the commands of AES': {
    dg14: `6e82016a3182016630820142060904007f00070202010230820133${brainpoolParameters}03420004a04f85afdfc316fb5e9f33f94ca45837d20d9d91ad5002307c3f124b6ef5b92565d018a6b7f69db73976bfbb4278757405c64e96104d161649e8a94078eaefce300f060a04007f00070202030201020101300d060804007f0007020202020101`,
    keys: {
      cipher: tripleDes,
      encryption: fromHex('896de34a942c7076fec207207acb79c2'),
      mac: fromHex('d6c47ff4677ac8ae91cb49f4ce673432'),
      // Two before the trace: it begins after MSE:Set KAT, which this chip is made to refuse.
      counter: fromHex('9646c154bfb7be77'),
    },
    privateKey: '3a31f4e18418312fcb40f3efbe719182c046a9719e1ed8c376197aa9e8ed7465',
    lines: [
      ['0c2241a6', '99026a808e087cd90e399bdcdc696a80'],
      ['0c2241a41d8711019d1e70c6f5ee06a7ca1e98fbf5c945c98e087ac379dc78702e6300', '990290008e08643c2c3ac66585e49000'],
      [
        '0c86000058874901a9c6bf370c62aa43ca1ec9b97071727654822361deb8ba4e5719aa05d8e86aa36164dfa5e506dbf60dc7418858179fd25dac5e9e49393dde37e29652444941b562142ab5f19aea919701008e085083316637060c4d00',
        '87090108166157b375bc1e990290008e08ff8a254c50179f519000',
      ],
      ['0ca4020c1587090106904d37288d69488e08a13b74e87b87e44600', '990290008e08c2bf01fddd1d599d9000'],
    ],
  },
  'France: a key alone, so 3DES by MSE:Set KAT, after AES-256': {
    dg14: `6e82015e3182015a30820142060904007f00070202010230820133${nistParameters}034200${frenchKey}3012060a04007f0007020204020402010202010c`,
    keys: {
      cipher: aes256,
      encryption: fromHex('17da5d46e356f5b31c3d65b1369ef531ca811effc76967d2b62335e1ad9fe5cb'),
      mac: fromHex('5cb99a25e6081581fac80c8da621087939b6bde273f2f7c65693b3a0ea3051ed'),
      counter: fromHex('000000000000000000000000000000c6'),
    },
    privateKey: 'd9c3b06a4dcb735351429403fcb56db520dc882512d775971f724d6112f96586',
    lines: [
      [
        '0c2241a65d8751013ae386873df68bd7e9f8d7ab2e696ced29eeb8da78d502645b5e97d566361341e2eaa56318f6d84bf0bc44f7808afaf14798d16048aab03545f017f557d2cce9dee724f099e3d643abd0fb03e567d9b18e08f2d238dede5abbf100',
        '990290008e089666ac14d11e8c2c9000',
      ],
      ['0ca4020c15870901db66e918fe3525f98e08d870008cea2ba80000', '990290008e08420dea0a913418ae9000'],
    ],
  },
};

it.each(Object.entries(traces))('repeats what a passport did to the byte (%s)', async (_, trace) => {
  const rest = [...trace.lines];
  const exchange = new Exchange({
    transmit(command) {
      const [expected = 'nothing more', answer = ''] = rest.shift() ?? [];
      expect(hex(command)).toMatch(new RegExp(`^${expected}`));
      return Promise.resolve(fromHex(answer));
    },
    close: () => Promise.resolve(),
  });
  exchange.protect(new SecureMessaging(trace.keys));
  const outcome = await authenticateChip(exchange, parseDg14(fromHex(trace.dg14)), () => fromHex(trace.privateKey));
  expect(outcome).toBe('passed');
  expect(rest).toEqual([]);
});

/** SubjectPublicKeyInfo by OpenSSL for a private key. */
function publicKeyOf(curve: CurveName, privateKey: bigint): Uint8Array {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: curve });
  const info = publicKey.export({ format: 'der', type: 'spki' });
  const pair = createECDH(curve);
  pair.setPrivateKey(privateKey.toString(16).padStart(nobleCurves[curve].Point.Fp.BYTES * 2, '0'), 'hex');
  const point = pair.getPublicKey();
  return Buffer.concat([info.subarray(0, info.length - point.length), point]);
}

const infosOf = (...infos: Uint8Array[]) => parseDg14(dg14Of(securityInfosOf(infos)));

/** A chip that is what its DG14 says, unless it is changed. */
function meeting(curve: CurveName, cipher: CipherName, changed: Partial<AgreeingChipOptions> = {}) {
  const privateKey = 0x1234567890abcdefn;
  const chip = agreeingChip({ curve, cipher: ciphers[cipher], privateKeys: { none: privateKey }, ...changed });
  const channel = channelTo(chip);
  const exchange = new Exchange(channel);
  exchange.protect(new SecureMessaging(earlier));
  const key = publicKeyOf(curve, privateKey);
  const infos = infosOf(chipAuthenticationInfo(cipher), chipAuthenticationPublicKeyInfo(key));
  return { chip, channel, exchange, infos, key };
}

const select = { ins: 0xa4, p1: 0x02, p2: 0x0c, data: fromHex('0101') };

describe('the genuine chip', () => {
  it.each<[CurveName, CipherName, string[]]>([
    ['brainpoolP256r1', 'aes128', ['2241a4', '860000']],
    ['brainpoolP384r1', 'aes192', ['2241a4', '860000']],
    ['brainpoolP512r1', 'aes256', ['2241a4', '860000']],
    ['prime256v1', '3des', ['2241a6']],
    ['secp384r1', 'aes256', ['2241a4', '860000']],
    ['secp521r1', 'aes128', ['2241a4', '860000']],
  ])('passes on %s with %s, and goes on under the new keys', async (curve, cipher, commands) => {
    const { chip, exchange, infos } = meeting(curve, cipher);
    expect(await authenticateChip(exchange, infos, randomBytes)).toBe('passed');
    expect(await exchange.send(select)).toMatchObject({ sw: 0x9000 });
    expect(chip.seen.slice(0, -2)).toEqual(commands);
  });

  it('passes with 3DES where it knows the commands of AES alone', async () => {
    const { chip, exchange, infos } = meeting('prime256v1', '3des', { refuses: { '41a6': 0x6a86 } });
    expect(await authenticateChip(exchange, infos, randomBytes)).toBe('passed');
    expect(chip.seen.slice(0, 3)).toEqual(['2241a6', '2241a4', '860000']);
  });

  it('is asked for the key that the strongest cipher names', async () => {
    const privateKeys = { '01': 0x1111n, '02': 0x2222n, '03': 0x3333n };
    const { exchange } = meeting('brainpoolP256r1', 'aes256', { privateKeys });
    const infos = infosOf(
      chipAuthenticationInfo('aes128', 1),
      chipAuthenticationInfo('aes256', 2),
      chipAuthenticationInfo('3des', 3),
      ...Object.entries(privateKeys).map(([id, each]) =>
        chipAuthenticationPublicKeyInfo(publicKeyOf('brainpoolP256r1', each), Number(id)),
      ),
    );
    expect(await authenticateChip(exchange, infos, randomBytes)).toBe('passed');
  });
});

describe('a copy', () => {
  it.each<[CurveName, CipherName]>([
    ['brainpoolP256r1', 'aes128'],
    ['prime256v1', '3des'],
  ])('fails without the private key (%s, %s)', async (curve, cipher) => {
    const { exchange, infos } = meeting(curve, cipher, { privateKeys: { none: 0xbadn } });
    expect(await authenticateChip(exchange, infos, randomBytes)).toBe('failed');
  });

  it.each([
    ['refuses to agree', { '0000': 0x6300 }],
    ['refuses the protocol', { '41a4': 0x6a80 }],
  ])('fails where it %s, and can still be read', async (_, refuses) => {
    const { exchange, infos } = meeting('brainpoolP256r1', 'aes128', { refuses });
    expect(await authenticateChip(exchange, infos, randomBytes)).toBe('failed');
    expect(await exchange.send(select)).toMatchObject({ sw: 0x9000 });
  });

  it('fails where it answers without protection', async () => {
    const { exchange, infos } = meeting('brainpoolP256r1', 'aes128', { closes: true });
    expect(await authenticateChip(exchange, infos, randomBytes)).toBe('failed');
  });

  it.each<[string, (key: Uint8Array) => Uint8Array, string]>([
    ['off the curve', (key) => key.with(-1, (key.at(-1) ?? 0) ^ 1), 'absent'],
    ['at infinity', (key) => encodeTlv(0x30, key.subarray(2, key.length - 68), fromHex('03020000')), 'failed'],
    [
      'with a base point of its own',
      () => fromHex(`30820133${nistParameters.replace(nistBase, frenchKey)}034200${frenchKey}`),
      'absent',
    ],
    ['that is none', () => encodeTlv(0x30), 'absent'],
  ])('is asked nothing with a key %s', async (_, change, outcome) => {
    const { channel, exchange, key } = meeting('prime256v1', 'aes128');
    const infos = infosOf(chipAuthenticationInfo('aes128'), chipAuthenticationPublicKeyInfo(change(key)));
    expect(await authenticateChip(exchange, infos, randomBytes)).toBe(outcome);
    expect(channel.sent).toEqual([]);
  });
});

describe('nothing is asked of a chip', () => {
  const key = chipAuthenticationPublicKeyInfo(publicKeyOf('prime256v1', 5n));
  it.each([
    ['without a key', [chipAuthenticationInfo('aes128')]],
    ['without the key that its protocol names', [chipAuthenticationInfo('aes128', 7), key]],
    ['that knows version 2 alone', [fromHex('300f060a04007f00070202030202020102'), key]],
    ['that knows finite fields alone', [fromHex('300f060a04007f00070202030102020101'), key]],
  ])('%s', async (_, infos) => {
    const { channel, exchange } = meeting('prime256v1', 'aes128');
    expect(await authenticateChip(exchange, infosOf(...infos), randomBytes)).toBe('absent');
    expect(channel.sent).toEqual([]);
  });
});

it.each([1, 2, 3])('says so where the card is pulled at command %i', async (pulledAt) => {
  const { chip, infos } = meeting('brainpoolP256r1', 'aes128');
  const exchange = new Exchange(channelTo(chip, pulledAt));
  exchange.protect(new SecureMessaging(earlier));
  await expect(authenticateChip(exchange, infos, randomBytes)).rejects.toBeInstanceOf(CardLost);
});
