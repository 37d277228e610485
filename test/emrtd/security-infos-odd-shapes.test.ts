import { expect, it } from 'vitest';
import { strongestSuite } from '../../drivers/emrtd/access/pace.ts';
import { parseDg14, parseSecurityInfos } from '../../drivers/emrtd/access/security-infos.ts';
import { encodeTlv } from '../../drivers/emrtd/codec/tlv.ts';
import { fromHex, hex } from './kit.ts';

const set = (...infos: string[]) => encodeTlv(0x31, ...infos.map(fromHex));
const gm128 = '3012060a04007f0007020204020202010202010d';

it('understands what a real EF.CardSecurity holds', () => {
  // Published with the tests of an independent reader.
  const infos = parseSecurityInfos(
    fromHex(
      '31820131300d060804007f00070202020201023012060a04007f000702020302020201020201483012060a04007f0007020204020202010202010d3012060a04007f0007020204060202010202010d301c060904007f000702020302300c060704007f0007010202010d0201483062060904007f0007020201023052300c060704007f0007010202010d03420004614cd88b00821a887869d0060b44a9d18789353e8cf7dfbc3f29f79327de30b97b1b2dda0be77f24ad415c327c7b7ab2e9c10b0258f5bcbf90c01825fbdfdef702010d3062060904007f0007020201023052300c060704007f0007010202010d034200048488a2dc34b6b36d6c01a8dfbd70a874610c53b32893a1de3b1c4bbf477eef3761aa51dfd6b52da43587e95386fc34ffe178d90086a7d646047c82bebc27da3e020148',
    ),
  );
  expect(infos.pace.map(({ oid, mapping, cipher, parameterId }) => [oid, mapping, cipher.name, parameterId])).toEqual([
    ['0.4.0.127.0.7.2.2.4.2.2', 'GM', 'AES-128', 13],
    ['0.4.0.127.0.7.2.2.4.6.2', 'CAM', 'AES-128', 13],
  ]);
  expect(strongestSuite(infos)).toMatchObject({ mapping: 'CAM', ambiguous: false });
  expect(infos.chipAuthenticationKeys.map(({ keyId, publicKey }) => [keyId, hex(publicKey).slice(0, 8)])).toEqual([
    [0x0dn, '3052300c'],
    [0x48n, '3052300c'],
  ]);
  // Version 2 of terminal and chip authentication, and the domain parameters of the latter.
  expect(infos.unknown).toEqual(['0.4.0.127.0.7.2.2.2', '0.4.0.127.0.7.2.2.3.2.2', '0.4.0.127.0.7.2.2.3.2']);
  expect(infos.chipAuthentication).toEqual([]);
});

it('understands what the Vietnamese EF.CardAccess holds', () => {
  const infos = parseSecurityInfos(
    fromHex(
      '3134300d060804007f0007020202020101300f060a04007f000702020302020201013012060a04007f0007020204020202010202010d',
    ),
  );
  expect(infos.pace).toMatchObject([{ mapping: 'GM', parameterId: 13, cipher: { name: 'AES-128' } }]);
  expect(infos.chipAuthentication).toMatchObject([{ oid: '0.4.0.127.0.7.2.2.3.2.2', cipher: { name: 'AES-128' } }]);
  expect(infos.chipAuthentication[0]).not.toHaveProperty('keyId');
});

it.each([
  ['sha1', '1'],
  ['sha256', '3'],
  ['sha512', '5'],
])('reads from DG14 that active authentication hashes with %s', (digest, arc) => {
  const info = `30170606678108010105020101060a04007f0007010104010${arc}`;
  expect(parseDg14(encodeTlv(0x6e, set(info))).activeAuthenticationDigest).toBe(digest);
});

it('keeps a key identifier of any length', () => {
  const infos = parseSecurityInfos(set('3019060a04007f0007020203020402010102080102030405060708'));
  expect(infos.chipAuthentication).toMatchObject([{ keyId: 0x0102030405060708n, cipher: { name: 'AES-256' } }]);
});

it.each<[string, string]>([
  ['version 1', '3012060a04007f0007020204020202010102010d'],
  ['no version', '300c060a04007f00070202040202'],
  ['no domain parameters', '300f060a04007f0007020204020202' + '0102'],
  ['domain parameters that are not known here', '3012060a04007f0007020204020202010202010e'],
  ['negative domain parameters', '3012060a04007f000702020402020201020201f3'],
  ['immense domain parameters', `3032060a04007f000702020402020201020221${'01'.repeat(33)}`],
  ['domain parameters of another type', '3012060a04007f0007020204020202010204010d'],
  ['integrated mapping', '3012060a04007f0007020204040202010202010d'],
  ['a MODP group', '3012060a04007f00070202040102020102020100'],
  ['the chip authentication mapping with 3DES', '3012060a04007f0007020204060102010202010d'],
  ['a cipher to come', '3012060a04007f0007020204020502010202010d'],
  ['domain parameters of its own', '3019060904007f000702020402300c060704007f0007010202010d'],
])('tolerates PACE with %s, and does not use it', (_, info) => {
  const infos = parseSecurityInfos(set(info, gm128));
  expect(infos.unknown).toHaveLength(1);
  expect(infos.pace).toMatchObject([{ parameterId: 13 }]);
  expect(parseSecurityInfos(set(info)).pace).toEqual([]);
});

it.each<[string, Uint8Array]>([
  ['nothing', new Uint8Array()],
  ['a sequence', fromHex(`30${gm128.slice(2)}`)],
  ['something behind the set', fromHex(`3114${gm128}00`)],
  ['an info that is none', set('020101')],
  ['an info without protocol', set('3003020101')],
  ['an info without anything', set('3000')],
  ['65 infos', set(...Array.from({ length: 65 }, () => gm128))],
])('refuses %s', (_, bytes) => {
  expect(() => parseSecurityInfos(bytes)).toThrow(expect.objectContaining({ code: 'CARD_DATA_INVALID' }));
});
