import { constants, generateKeyPairSync, privateEncrypt } from 'node:crypto';
import { expect, it } from 'vitest';
import { verifyActiveAuthentication } from '../../drivers/emrtd/proof/active-authentication.ts';
import { Exchange } from '../../drivers/emrtd/messaging/exchange.ts';
import { establishBasicAccess } from '../../drivers/emrtd/access/bac.ts';
import { chipHoldsMappedKey } from '../../drivers/emrtd/access/chip-mapping.ts';
import { establishPace, strongestSuite } from '../../drivers/emrtd/access/pace.ts';
import { basicAccessSeed, mrzInformation, passwordSecret } from '../../drivers/emrtd/access/password.ts';
import { parseSecurityInfos } from '../../drivers/emrtd/access/security-infos.ts';
import { aes128, tripleDes } from '../../drivers/emrtd/messaging/cipher.ts';
import { SecureMessaging } from '../../drivers/emrtd/messaging/secure-messaging.ts';
import { fromHex, hex } from './kit.ts';
import { reciting } from './reciting.ts';

/** PACE against a chip that knows its lines, by what EF.CardAccess offers and with these private keys. */
async function paceWith(
  chip: ReturnType<typeof reciting>,
  cardAccess: string,
  secret: Uint8Array,
  ...privateKeys: string[]
) {
  const suite = strongestSuite(parseSecurityInfos(fromHex(cardAccess)));
  if (suite === undefined) throw new Error('no suite');
  const random = () => fromHex(privateKeys.shift() ?? '');
  const established = await establishPace(new Exchange(chip), suite, { reference: 0x01, secret }, random);
  expect(chip.rest).toEqual([]);
  return established;
}

it('computes the PACE example of ICAO 9303-11 appendix G.1 to the byte', async () => {
  const point = {
    mapping:
      '047acf3efc982ec45565a4b155129efbc74650dcbfa6362d896fc70262e0c2cc5e544552dcb6725218799115b55c9baa6d9f6bc3a9618e70c25af71777a9c4922d',
    chipMapping:
      '04824fba91c9cbe26bef53a0ebe7342a3bf178cea9f45de0b70aa601651fba3f5730d8c879aaa9c9f73991e61b58f4d52eb87a0a0c709a49dc63719363ccd13c54',
    key: '042db7a64c0355044ec9df190514c625cba2cea48754887122f3a5ef0d5edd301c3556f3b3b186df10b857b58f6a7eb80f20ba5dc7be1d43d9bf850149fbb36462',
    chipKey:
      '049e880f842905b8b3181f7af7caa9f0efb743847f44a306d2d28c1d9ec65df6db7764b22277a2eddc3c265a9f018f9cb852e111b768b326904b59a0193776f094',
  };
  const chip = reciting(
    ['0022c1a40f800a04007f00070202040202830101', '9000'],
    ['10860000027c0000', '7c12801095a3a016522ee98d01e76cb6b98b42c39000'],
    [`10860000457c438141${point.mapping}00`, `7c438241${point.chipMapping}9000`],
    [`10860000457c438341${point.key}00`, `7c438441${point.chipKey}9000`],
    ['008600000c7c0a8508c2b0bd78d94ba86600', '7c0a86083abb9674bce93c089000'],
  );
  const mrz = { documentNumber: 'T22000129', birthDate: '640812', expiryDate: '101031' };
  const secret = passwordSecret({ kind: 'mrz', mrz });
  expect(hex(secret)).toBe('7e2d2a41c74ea0b38cd36f863939bfa8e9032aad');

  const { keys } = await paceWith(
    chip,
    '31143012060a04007f0007020204020202010202010d',
    secret,
    '7f4ef07b9ea82fd78ad689b38d0bc78cf21f249d953bc46f4c6e19259c010f99',
    'a73fb703ac1436a18e0cfa5abb3f7bec7a070e7a6788486bee230c4a22762595',
  );

  expect(hex(keys.encryption)).toBe('f5f0e35c0d7161ee6724ee513a0d9a7f');
  expect(hex(keys.mac)).toBe('fe251c7858b356b24514b3bd5f4297d1');
});

// Both traces of real documents are published with the tests of an independent reader; of the MRZ there is only its hash here.

it('does PACE with 3DES as a real document did', async () => {
  const chip = reciting(
    ['0022c1a40f800a04007f00070202040201830101', '9000'],
    ['10860000027c0000', '7c128010b88382812290017af1cc906ff00e7f4d9000'],
    [
      '10860000457c438141047706b2b6246ab4612229b8a11212ddba7fea0568c9c0975dee22c0e3dd3a3f0321e8afee836e373b570d24000d56fb195104d486e63321ff8c819dd5ee018dcb00',
      '7c43824104780b4edec9b926f9f964fad826d9990a667608d96ba7b397ae8609b6533e0d036d148365ddf4e5ff6611c2b62aa17fc9899f327bc929db543e7abd0ee724e4be9000',
    ],
    [
      '10860000457c43834104507a0156efae8fb8acc519036c0b2fe0393c878744c7f91878ee4e07a41412ba5c0753d68a44a91e9f57f3f992ab689e6c2065d3b2a27c3658a4fd632931ee3800',
      '7c438441042dbaf62e6fdfb31eb66f206493b9e7721586f0e5c93754d7bd5a884ca251ee4d720ab539a60561bc46812fa289b58ac69f0c6e32adbaf7241049a31211f80f5b9000',
    ],
    ['008600000c7c0a85088d7c617d43efe09e00', '7c0a8608cb57047c809079f69000'],
  );
  const { keys } = await paceWith(
    chip,
    '31143012060a04007f0007020204020102010202010d',
    fromHex('90d5559acf679510dafda01c8ed1928ebc507272'),
    '2808272c0ec20e01a3450030ef32855e9feb5cb17719e985389b1cf47609e69f',
    '8f89449052df6c7983750c7b042c3cea12b36819174424c7cd28153f7b70b402',
  );
  expect(hex(keys.encryption)).toBe('430e4c8c38dfefaed92067b919a897f8');
  expect(hex(keys.mac)).toBe('c1bc1f075797b970b5a45e64a764b0cb');
});

it('knows by the chip authentication mapping the chip whose key its EF.CardSecurity holds, as a real document did', async () => {
  const chip = reciting(
    ['0022c1a40f800a04007f00070202040602830101', '9000'],
    ['10860000027c0000', '7c1280109bff93e6ed9f5f9764ec0d783d14fb039000'],
    [
      '10860000457c43814104303f340815eea501772393e299a4a6f6694600189c249c63a8513ff3fefa66e346d11970b5f76fb564c3b0e54b215528f647ec5a9ab209cdbe262e763d6119a100',
      '7c4382410476dc295c4fb14237d87318d70967e25ec45f74d6fd4aff588c90efb3d868f05b450ba6b64967227c2246dbe2905522c8086dac7f3bbe5cf3b192f0a0c2d97ee59000',
    ],
    [
      '10860000457c438341048442b191ef5346a6b6dacb6cd5728c4a72f0ca7aecdf7afdfb3ef175e12a6f7c74f509af768b8dbe2cf42d16c1f00714691d78a19cdf1b493390d1173785f2b700',
      '7c438441042315ae8143f21de15b35f083cfa148c5fcbd9f2eb9dcdc4519bcf337443e79e55b28a5e218fb919c30880d263e469645ff114c46ed29918910be3453527d21649000',
    ],
    [
      '008600000c7c0a8508fee088a4d7be1b7f00',
      '7c3c860819a2b9192e11512a8a30b3ae8830311b1d5605777f47cb4ed028346cd00105d32859de127da3d8398865358f26f08ebe410864eaf6e39f33f3f59000',
    ],
  );
  const { keys, chipMapping } = await paceWith(
    chip,
    '31283012060a04007f0007020204020202010202010d3012060a04007f0007020204060202010202010d',
    fromHex('730bfae4eb2e68591c97f4d5f774c2446a7cd7fd'),
    '01fd26013f5bc41fad8bb09811e435f16fbe2eb3c2e1d999b0f63da8c3d58bb5',
    '1fcd3d8ac4fae3960a14fea2925d75add335f13b248eba192358dded93a89552',
  );
  expect(hex(keys.encryption)).toBe('a8e85e938514ec67ae33cda3d43d3c48');
  expect(hex(keys.mac)).toBe('27f1adeb705a049a305b0c619b14b9b3');

  // What EF.CardSecurity signs there.
  const cardSecurity = parseSecurityInfos(
    fromHex(
      '31820131300d060804007f00070202020201023012060a04007f000702020302020201020201483012060a04007f0007020204020202010202010d3012060a04007f0007020204060202010202010d301c060904007f000702020302300c060704007f0007010202010d0201483062060904007f0007020201023052300c060704007f0007010202010d03420004614cd88b00821a887869d0060b44a9d18789353e8cf7dfbc3f29f79327de30b97b1b2dda0be77f24ad415c327c7b7ab2e9c10b0258f5bcbf90c01825fbdfdef702010d3062060904007f0007020201023052300c060704007f0007010202010d034200048488a2dc34b6b36d6c01a8dfbd70a874610c53b32893a1de3b1c4bbf477eef3761aa51dfd6b52da43587e95386fc34ffe178d90086a7d646047c82bebc27da3e020148',
    ),
  );
  const { chipAuthenticationKeys: staticKeys } = cardSecurity;
  const held = staticKeys.map(({ keyId, publicKey }) => [
    keyId,
    chipMapping && chipHoldsMappedKey(chipMapping, publicKey),
  ]);
  expect(held).toEqual([
    [0x0dn, true],
    [0x48n, false],
  ]);

  // Neither for another mapping key, nor for a number that is none.
  const [{ publicKey } = { publicKey: new Uint8Array() }] = staticKeys;
  if (chipMapping === undefined) throw new Error('no mapping');
  const { mappingKey, authenticationData } = chipMapping;
  expect(chipHoldsMappedKey({ ...chipMapping, mappingKey: mappingKey.double() }, publicKey)).toBe(false);
  for (const data of [
    new Uint8Array(),
    new Uint8Array(32),
    new Uint8Array(32).fill(0xff),
    authenticationData.subarray(1),
  ])
    expect(chipHoldsMappedKey({ ...chipMapping, authenticationData: data }, publicKey)).toBe(false);
  expect(chipHoldsMappedKey(chipMapping, fromHex('3003020100'))).toBe(false);
});

it('opens and reads the document of ICAO 9303-11 appendix D by BAC', async () => {
  const chip = reciting(
    ['0084000008', '4608f919887022129000'],
    [
      '008200002872c29c2371cc9bdb65b779b8e8d37b29ecc154aa56a8799fae2f498f76ed92f25f1448eea8ad90a728',
      '46b9342a41396cd7386bf5803104d7cedc122b9132139baf2eedc94ee178534f2f2d235d074d74499000',
    ],
    ['0ca4020c158709016375432908c044f68e08bf8b92d635ff24f800', '990290008e08fa855a5d4c50a8ed9000'],
    ['0cb000000d9701048e08ed6705417e96ba5500', '8709019ff0ec34f9922651990290008e08ad55cc17140b2ded9000'],
    [
      '0cb000040d9701128e082ea28a70f3c7b53500',
      '871901fb9235f4e4037f2327dcc8964f1f9b8c30f42c8e2fff224a990290008e08c8b2787eaea07d749000',
    ],
  );
  const drawn = ['781723860c06c226', '0b795240cb7049b01c19b33e32804f0b'];
  const mrz = { documentNumber: 'L898902C', birthDate: '690806', expiryDate: '940623' };
  expect(mrzInformation(mrz)).toBe('L898902C<369080619406236');
  expect(hex(basicAccessSeed(mrz))).toBe('239ab9cb282daf66231dc5a4df6bfbae');

  const exchange = new Exchange(chip);
  const keys = await establishBasicAccess(exchange, mrz, () => fromHex(drawn.shift() ?? ''));
  expect(hex(keys.encryption)).toBe('979ec13b1cbfe9dcd01ab0fed307eae5');
  expect(hex(keys.mac)).toBe('f1cb1f1fb5adf208806b89dc579dc1f8');
  expect(hex(keys.counter ?? new Uint8Array())).toBe('887022120c06c226');

  exchange.protect(new SecureMessaging(keys));
  expect(await exchange.send({ ins: 0xa4, p1: 0x02, p2: 0x0c, data: fromHex('011e') })).toMatchObject({ sw: 0x9000 });
  const start = await exchange.send({ ins: 0xb0, p1: 0, p2: 0, le: 4 });
  const rest = await exchange.send({ ins: 0xb0, p1: 0, p2: 4, le: 18 });
  expect(hex(start.data) + hex(rest.data)).toBe('60145f0104303130365f36063034303030305c026175');
  expect(chip.rest).toEqual([]);
});

it('derives the published keys from a Vietnamese card number and its MRZ', () => {
  const can = passwordSecret({ kind: 'can', can: '012345' });
  expect(hex(aes128.deriveKey(can, 3))).toBe('5e5cd537047973c8f8bfdea168324ec0');

  const mrz = { documentNumber: '090012345', birthDate: '900201', expiryDate: '300201' };
  expect(mrzInformation(mrz)).toBe('090012345090020183002016');
  const seed = basicAccessSeed(mrz);
  expect(hex(seed)).toBe('26685af158312a62fc1946b1a4e7b671');
  expect(hex(tripleDes.deriveKey(seed, 1))).toBe('382af7e6f834ce79e04f45c81646bf61');
  expect(hex(tripleDes.deriveKey(seed, 2))).toBe('327a670123fb70ba988cab0e68017668');
});

it('takes a document number beyond nine characters whole, as ICAO 9303-11 appendix D.2 does', () => {
  const mrz = { documentNumber: 'D23145890734', birthDate: '340712', expiryDate: '950712' };
  expect(mrzInformation(mrz)).toBe('D23145890734934071279507122');
  expect(hex(basicAccessSeed(mrz))).toBe('b366ad857ddca2b08c0e299811714730');
  expect(hex(passwordSecret({ kind: 'mrz', mrz }))).toBe('b366ad857ddca2b08c0e2998117147300fa5d581');
});

it('protects and opens what a real document did, with AES and from counter zero', async () => {
  // The start of a trace that is published with the tests of an independent reader; it ends before any data.
  const exchange = new Exchange(
    reciting(
      ['0ca4020c1d87110147ee2e3bd440fb596167f2bb6cd6395e8e08a105747484314bcf00', '990290008e085f570baddd1002d29000'],
      [
        '0cb000000d9701048e085d283ec183cbb99800',
        '871101d688d27a6d16f03619e76dcb59c1f1ec990290008e08b7df9a5982bb17299000',
      ],
    ),
  );
  exchange.protect(
    new SecureMessaging({
      cipher: aes128,
      encryption: fromHex('a8e85e938514ec67ae33cda3d43d3c48'),
      mac: fromHex('27f1adeb705a049a305b0c619b14b9b3'),
    }),
  );

  expect(await exchange.send({ ins: 0xa4, p1: 0x02, p2: 0x0c, data: fromHex('011d') })).toMatchObject({ sw: 0x9000 });
  const { data } = await exchange.send({ ins: 0xb0, p1: 0, p2: 0, le: 4 });
  expect(hex(data)).toMatch(/^3082....$/);
});

it('believes the signature of ICAO 9303-11 appendix F, for its challenge only', () => {
  const recovered =
    '9d2784a67f8e7c659973ea1aea25d95b6c8f91e5002f369f0fbdce8a3cec1991b543f1696546c5524cf23a5303cd6c98599f40b79f377b5f3a1406b3b4d8f96784d23aa88db7e1032a405e69325fa91a6e86f5c71aea978264c4a207446dad4e7292e2dcda3024b47da8';
  const representative = fromHex(`6a${recovered}c063aa1e6d22fbd976ab0fe73d94d2d9c6d88127bc`);
  // The example gives everything but the key.
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 1_024 });
  const signature = privateEncrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, representative);
  expect(verifyActiveAuthentication(publicKey, fromHex('f173589974bf40c6'), signature)).toBe(true);
  expect(verifyActiveAuthentication(publicKey, fromHex('f173589974bf40c7'), signature)).toBe(false);

  // ISO/IEC 9796-2 lets the signer give n - s where that is the smaller.
  const modulus = BigInt(
    `0x${Buffer.from(String(publicKey.export({ format: 'jwk' }).n), 'base64url').toString('hex')}`,
  );
  const complement = (modulus - BigInt(`0x${hex(signature)}`)).toString(16).padStart(256, '0');
  expect(verifyActiveAuthentication(publicKey, fromHex('f173589974bf40c6'), fromHex(complement))).toBe(true);
});
