import { createDecipheriv, createPrivateKey } from 'node:crypto';
import { brainpoolP256r1 } from '@noble/curves/misc.js';
import { hexToBytes } from '@noble/hashes/utils.js';
import { expect, it } from 'vitest';
import { aes128 } from '../../drivers/emrtd/messaging/cipher.ts';
import { createChip } from '../../drivers/simulated/chip/chip.ts';
import { appendixD, ask, base64, cardAccess, drawing, emptyCard, exchange, hex } from './chip-kit.ts';

it('speaks the lines of basic access control and secure messaging in ICAO 9303-11 appendix D', () => {
  const chip = createChip(appendixD, { random: drawing('4608f91988702212', '0b4f80323eb3191cb04970cb4052790b') });
  const lines = [
    ['00a4040c07a0000002471001', '9000'],
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
  ];
  for (const [command = '', answer] of lines) expect(ask(chip, command)).toBe(answer);
  expect(chip.statistics).toMatchObject({ attempts: 1, wrongPasswords: 0 });
});

it('speaks the lines of PACE in ICAO 9303-11 appendix G.1', () => {
  const chip = createChip(
    {
      ...emptyCard,
      passwords: { mrz: { documentNumber: 'T22000129', birthDate: '640812', expiryDate: '101031' } },
      masterFile: { '011c': cardAccess('0202', '0d') },
      application: { '011e': base64(hexToBytes('6000')) },
    },
    {
      random: drawing(
        '3f00c4d39d153f2b2a214a078d899b22',
        '498ff49756f2dc1587840041839a85982be7761d14715fb091efa7bce9058560',
        '107cf58696ef6155053340fd633392ba81909df7b9706f226f32086c7aff974a',
      ),
    },
  );
  const lines = [
    ['0022c1a40f800a04007f00070202040202830101', '9000'],
    ['10860000027c0000', '7c12801095a3a016522ee98d01e76cb6b98b42c39000'],
    [
      '10860000457c438141047acf3efc982ec45565a4b155129efbc74650dcbfa6362d896fc70262e0c2cc5e544552dcb6725218799115b55c9baa6d9f6bc3a9618e70c25af71777a9c4922d00',
      '7c43824104824fba91c9cbe26bef53a0ebe7342a3bf178cea9f45de0b70aa601651fba3f5730d8c879aaa9c9f73991e61b58f4d52eb87a0a0c709a49dc63719363ccd13c549000',
    ],
    [
      '10860000457c438341042db7a64c0355044ec9df190514c625cba2cea48754887122f3a5ef0d5edd301c3556f3b3b186df10b857b58f6a7eb80f20ba5dc7be1d43d9bf850149fbb3646200',
      '7c438441049e880f842905b8b3181f7af7caa9f0efb743847f44a306d2d28c1d9ec65df6db7764b22277a2eddc3c265a9f018f9cb852e111b768b326904b59a0193776f0949000',
    ],
    ['008600000c7c0a8508c2b0bd78d94ba86600', '7c0a86083abb9674bce93c089000'],
  ];
  for (const [command = '', answer] of lines) expect(ask(chip, command)).toBe(answer);

  const session = {
    cipher: aes128,
    encryption: hexToBytes('f5f0e35c0d7161ee6724ee513a0d9a7f'),
    mac: hexToBytes('fe251c7858b356b24514b3bd5f4297d1'),
    counter: 0n,
  };
  const applicationId = hexToBytes('a0000002471001');
  expect(exchange(chip, session, { ins: 0xa4, p1: 0x04, p2: 0x0c, data: applicationId }).sw).toBe(0x9000);
  expect(hex(exchange(chip, session, { ins: 0xb0, p1: 0x9e, p2: 0, le: 2 }).data)).toBe('6000');
});

it('proves its key by the mapping as in ICAO 9303-11 appendix I.1', () => {
  const { Fn, BASE } = brainpoolP256r1.Point;
  const scalar = (digits: string) => Fn.fromBytes(hexToBytes(digits));
  const mappingKey = '9e56a6b59c95d06ece5cd10f983bb2f4f1943528e577f23881d89d8c3bbee0aa';
  const chipData = '85dc3fa93d0952bfa82f5fd189ee75bd82f11d1f0b8ed4bf5319ac9b53c426b3';
  // The example gives the public half of the static key; the other follows from CA.IC.
  const staticKey = Fn.mul(scalar(mappingKey), Fn.inv(scalar(chipData)));
  const publicKey = BASE.multiply(staticKey).toBytes(false);
  expect(hex(publicKey)).toBe(
    '041872709494399e7470a6431be25e83eee24fea568c2ed28db48e05db3a610dc884d256a40e35efcb59bf6753d3a489d28c7a4d973c2da138a6e7a4a08f68e16f',
  );
  const sec1 = hexToBytes(
    `30780201010420${hex(Fn.toBytes(staticKey))}a00b06092b2403030208010107a144034200${hex(publicKey)}`,
  );
  const pkcs8 = createPrivateKey({ key: Buffer.from(sec1), format: 'der', type: 'sec1' }).export({
    format: 'der',
    type: 'pkcs8',
  });

  const agreementKey = '107cf58696ef6155053340fd633392ba81909df7b9706f226f32086c7aff974a';
  const chip = createChip(
    {
      ...emptyCard,
      passwords: { mrz: { documentNumber: 'C11T002JM', birthDate: '960812', expiryDate: '231031' } },
      masterFile: { '011c': cardAccess('0602', '0d') },
      application: { '011e': base64(hexToBytes('6000')) },
      keys: { chipAuthenticationMapping: base64(pkcs8) },
    },
    { random: drawing('658b860bc94df6f044fce6d5c82cf8e5', mappingKey, agreementKey) },
  );
  expect(ask(chip, '0022c1a40f800a04007f00070202040602830101')).toBe('9000');
  expect(ask(chip, '10860000027c0000')).toBe('7c128010cb60e8e0d85b76a9bd304747c2ad42e29000');
  expect(
    ask(
      chip,
      '10860000457c438141047f1d410adb7ddb3b84bf1030800981a9105d7457b4a3ade002384f3086c67ede1ab889104a27db6d842b019020fbf3ceacb0dc627f7bdcac29969e19d0e553c100',
    ),
  ).toBe(
    '7c43824104a234236aa9b9621e8efb73b5245c0e09d2576e5277183c1208bdd55280cae8b304f365713a356e65a451e165ecc9ac0ac46e3771342c8fe5aedd092685338e239000',
  );

  // The chip's second private key is not given; that of the reader and the mapped generator are.
  const readerKey = scalar('76ecfdaa9841c323a3f5fc5e88b88db3eff7e35ebf57a7e6946cb630006c2120');
  const generator = brainpoolP256r1.Point.fromHex(
    '0489f0b5eabf3be293c75903a3986131925c9f5b515ca95af485dc7e886f03245d44befb2dd3a0dbd71cb5e618971cf4747f12b79e548379a40e45963baaf3e829',
  );
  const chipPublicKey = generator.multiply(scalar(agreementKey));
  expect(
    ask(
      chip,
      '10860000457c43834104446c934084d9dab863944f219520076c29ee3f7ae6722b11ff319ec1c7728f955483400bff60bf0c5929270009277dc2a515e12575010ad9ba916cf1bf86fefc00',
    ),
  ).toBe(`7c438441${chipPublicKey.toHex(false)}9000`);

  const agreed = chipPublicKey.multiply(readerKey).toBytes(false).slice(1, 33);
  const [encryption, mac] = [aes128.deriveKey(agreed, 1), aes128.deriveKey(agreed, 2)];
  const token = aes128.mac(mac, hexToBytes(`7f494f060a04007f000702020406028641${chipPublicKey.toHex(false)}`));
  const [, encrypted = ''] =
    /^7c3c8608[0-9a-f]{16}8a30([0-9a-f]{96})9000$/.exec(ask(chip, `008600000c7c0a8508${hex(token)}00`)) ?? [];
  const ecb = (input: string) => aes128.encrypt(encryption, hexToBytes(input));
  const decipher = createDecipheriv('aes-128-cbc', encryption, ecb('ff'.repeat(16))).setAutoPadding(false);
  expect(decipher.update(encrypted, 'hex', 'hex')).toBe(`${chipData}80${'00'.repeat(15)}`);
});
