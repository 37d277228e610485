import { brainpoolP256r1 } from '@noble/curves/misc.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { aes128 } from './messaging/cipher.ts';
import { authenticationToken, decryptNonce, mapGenerator, sessionKeys } from './access/pace.ts';

/**
 * Recomputes the worked example of ICAO 9303-11 appendix G.1 (PACE, ECDH generic mapping, brainpoolP256r1, AES-128) from the
 * terminal's side. A host on which this is false must not read cards.
 */
export function selfTest(): boolean {
  const point = (hex: string) => brainpoolP256r1.Point.fromHex(`04${hex}`);
  const chipMappingKey = point(
    '824fba91c9cbe26bef53a0ebe7342a3bf178cea9f45de0b70aa601651fba3f5730d8c879aaa9c9f73991e61b58f4d52eb87a0a0c709a49dc63719363ccd13c54',
  );
  const chipKey = point(
    '9e880f842905b8b3181f7af7caa9f0efb743847f44a306d2d28c1d9ec65df6db7764b22277a2eddc3c265a9f018f9cb852e111b768b326904b59a0193776f094',
  );
  const mappingKey = 0x7f4ef07b9ea82fd78ad689b38d0bc78cf21f249d953bc46f4c6e19259c010f99n;
  const privateKey = 0xa73fb703ac1436a18e0cfa5abb3f7bec7a070e7a6788486bee230c4a22762595n;

  const passwordKey = aes128.deriveKey(hexToBytes('7e2d2a41c74ea0b38cd36f863939bfa8e9032aad'), 3);
  const nonce = decryptNonce(passwordKey, hexToBytes('95a3a016522ee98d01e76cb6b98b42c3'));
  const mapped = mapGenerator(nonce, chipMappingKey.multiply(mappingKey));
  const keys = sessionKeys(chipKey.multiply(privateKey));

  const computed = [
    passwordKey,
    nonce,
    keys.encryption,
    keys.mac,
    authenticationToken(keys.mac, chipKey),
    authenticationToken(keys.mac, mapped.multiply(privateKey)),
  ];
  const published = [
    '89ded1b26624ec1e634c1989302849dd',
    '3f00c4d39d153f2b2a214a078d899b22',
    'f5f0e35c0d7161ee6724ee513a0d9a7f',
    'fe251c7858b356b24514b3bd5f4297d1',
    'c2b0bd78d94ba866',
    '3abb9674bce93c08',
  ];
  return computed.every((bytes, index) => bytesToHex(bytes) === published[index]);
}
