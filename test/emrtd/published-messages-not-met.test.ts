import { expect, it } from 'vitest';
import { Exchange } from '../../drivers/emrtd/messaging/exchange.ts';
import { SecureMessaging } from '../../drivers/emrtd/messaging/secure-messaging.ts';
import { type CipherName, ciphers } from './chip-side.ts';
import { fromHex, hex } from './kit.ts';
import { reciting } from './reciting.ts';

const secure = (cipher: CipherName, encryption: string, mac: string, counter?: string) =>
  new SecureMessaging({
    cipher: ciphers[cipher],
    encryption: fromHex(encryption),
    mac: fromHex(mac),
    ...(counter !== undefined && { counter: fromHex(counter) }),
  });

const select = (id: string) => ({ ins: 0xa4, p1: 0x02, p2: 0x0c, data: fromHex(id) });
const readBinary = (offset: number, le: number) => ({ ins: 0xb0, p1: offset >> 8, p2: offset & 0xff, le });

it('speaks 3DES as ICAO 9303-11 appendix D.4 does, down to single APDUs', async () => {
  const chip = reciting(
    ['0ca4020c158709016375432908c044f68e08bf8b92d635ff24f800', '990290008e08fa855a5d4c50a8ed9000'],
    ['0cb000000d9701048e08ed6705417e96ba5500', '8709019ff0ec34f9922651990290008e08ad55cc17140b2ded9000'],
    [
      '0cb000040d9701128e082ea28a70f3c7b53500',
      '871901fb9235f4e4037f2327dcc8964f1f9b8c30f42c8e2fff224a990290008e08c8b2787eaea07d749000',
    ],
  );
  const exchange = new Exchange(chip);
  exchange.protect(
    secure('3DES', '979ec13b1cbfe9dcd01ab0fed307eae5', 'f1cb1f1fb5adf208806b89dc579dc1f8', '887022120c06c226'),
  );

  expect(await exchange.send(select('011e'))).toMatchObject({ sw: 0x9000 });
  expect(hex((await exchange.send(readBinary(0, 4))).data)).toBe('60145f01');
  expect(hex((await exchange.send(readBinary(4, 18))).data)).toBe('04303130365f36063034303030305c026175');
  expect(chip.rest).toEqual([]);
});

it('speaks AES-256 as a passport did', async () => {
  const chip = reciting(
    ['0ca4020c1d8711011d35e7eb510e21a0dd12380d9ad2b92d8e0828cb68b81d3fafc000', '990290008e08e083eaa61adabfce9000'],
    [
      '0cb000000d9701048e084afc933e0cdbe5f000',
      '871101d8059a9cf835105082ca2b1837e4aec0990290008e08b36db56761d706bb9000',
    ],
    [
      '0cb000040d9701168e0811f7efc907d1f27400',
      '87210142e919c115faf69350b01813d77a9e8d91912a7f717afd073f199070e61b79c6990290008e083382e3d983f441369000',
    ],
  );
  const exchange = new Exchange(chip);
  const keys = [
    '74b94f408bbb2cd92571fd5b6370a94cce7a2fa42ae3eb4da47b97ce6eaa24c6',
    '9e28d5d9ff1d979be752e8926bf0e1d35a440fc0aefc4aa3bc5610055ac8b113',
  ] as const;
  exchange.protect(secure('AES-256', ...keys, '00000000000000000000000000000020'));

  expect(await exchange.send(select('011e'))).toMatchObject({ sw: 0x9000 });
  expect(hex((await exchange.send(readBinary(0, 4))).data)).toBe('60185f01');
  expect(hex((await exchange.send(readBinary(4, 22))).data)).toBe('04303130385f36063034303030305c06617563766d6e');
  expect(chip.rest).toEqual([]);
});

it('changes the keys in the middle of chip authentication, as an Austrian passport does', async () => {
  const chip = reciting(
    ['0c2241a41d8711015d8f69b1ea365cce4304970db12421f38e085340d338128085e700', '990290008e083f5136e82a6c34779000'],
    [
      '0c860000608751019e18f1ba79d805379752bb560eb70aac3ce3bc5afe2fdd4aeb325ca8b578b4a93b9f66a5df40005f8e878535251d33dd974aaf77fb858773e5799fa9dc1034e89b1150ec7f0bb3db4bf37a1b9ea4458a9701008e089d204d950c0b95db00',
      '8711010b0a5dffc7432de4deb604291377a05b990290008e08b3384a1f5d1579739000',
    ],
    ['0ca4020c1d8711011b2ee500e84960df7f37afe7adff53838e084500f3b43e192a5700', '990290008e0803c4b125b4218cef9000'],
  );
  const exchange = new Exchange(chip);
  exchange.protect(
    secure(
      'AES-128',
      '524170de3419b7af2f23e45ad6ef9595',
      '97893f5fdc29a5c13a924fe7d8ed44fd',
      '000000000000000000000000000000f0',
    ),
  );

  const protocol = { ins: 0x22, p1: 0x41, p2: 0xa4, data: fromHex('800a04007f00070202030202') };
  expect(await exchange.send(protocol)).toMatchObject({ sw: 0x9000 });
  const point =
    '044827c781be1ac7a00b351214fd783ac76d99e831a6316c8fd6de7bd96cfa31da06b6b57ba380789729f4a028212a768c49bf5f97d98b1db12beec1a1cd324fb2';
  const key = { ins: 0x86, p1: 0, p2: 0, data: fromHex(`7c438041${point}`), le: 256 };
  expect(await exchange.send(key)).toEqual({ data: fromHex('7c00'), sw: 0x9000 });
  exchange.protect(secure('AES-128', 'c8e27260efd3f318d18c080cbf11c7e6', 'a942190365204a21409eb28b52bf9160'));
  expect(await exchange.send(select('010e'))).toMatchObject({ sw: 0x9000 });
  expect(chip.rest).toEqual([]);
});

it('takes a signature of 224 bytes under 3DES in one answer', async () => {
  const chip = reciting([
    '0c88000020871101ed7f8cb47a4eea086324a7f9dd7427809701008e0897f54bae49aa71f800',
    '8781e901d04ca80f527df94f4a430d3d6e6cb6c2af4c6756c068a93132d147fa27833125304132981b8bd8009448e89f259eec8552b54285cef9d8f1b7fb31b9f279221c7e925f4951811f3fe2e01d76e68dbc7cde9c873c5f61862f3c5469792a72f92c8943b890436f5e9feaead9f2a361fcd7a615493d1b3519865f32ee9a125886588eb21fee0e709353d0731139fdc958d6b2127fad6947b438998b526819803f70f78614cd42f4a6619c6af95dfd2ab09bedf71e707abc39a250aee68006d522ad37d159674984a07d11c001022c853aeb7acdb059ede5721a3b9f20441bda7e242ee8df1369d25316990290008e08fd2493147866f0ed9000',
  ]);
  const exchange = new Exchange(chip);
  exchange.protect(
    secure('3DES', 'b99d546108eaa251570876b6d3456dce', 'e3857ca24946251c151c540e13f2cd51', '00000000000000cc'),
  );

  const challenge = fromHex('96302b0f3d7e7864');
  const { data } = await exchange.send({ ins: 0x88, p1: 0, p2: 0, data: challenge, le: 256 });
  expect(data).toHaveLength(224);
  expect(hex(data)).toMatch(/^474256306840c0ab1b63.*ce379d04b1f2f5d43487d3$/);
});
