import { createPublicKey } from 'node:crypto';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { type Point, curveOf, decodePoint } from './access/domain-parameters.ts';
import {
  authenticationToken,
  decryptNonce,
  mappedPublicKey,
  sessionKeys,
  sharedSecret,
} from './access/key-agreement.ts';
import { basicAccessSeed } from './access/password.ts';
import { encodeCommand } from './codec/apdu.ts';
import { aes128, pad, tripleDes } from './messaging/cipher.ts';
import { SecureMessaging } from './messaging/secure-messaging.ts';
import { verifyActiveAuthentication } from './proof/active-authentication.ts';

/** Computed, and as it was published. */
type Comparison = readonly [computed: Uint8Array | boolean, published: string | boolean];

/**
 * Recomputes published examples of all that a reading is built on, from the terminal's side, in less than 100 ms. A host on
 * which this is false, for want of a cipher or a curve or by a fault of its own, must not read cards.
 */
export function selfTest(): boolean {
  try {
    return [pace, basicAccess, secureMessaging, signatures].every((example) =>
      example().every(([computed, published]) =>
        typeof computed === 'boolean' ? computed === published : bytesToHex(computed) === published,
      ),
    );
  } catch {
    return false;
  }
}

/** ICAO 9303-11 appendix G.1: ECDH, generic mapping, brainpoolP256r1, AES-128. */
function pace(): Comparison[] {
  const curve = curveOf(13);
  if (curve === undefined) return [[false, true]];
  const point = (xy: string): Point => decodePoint(curve, hexToBytes(`04${xy}`));
  const chipMappingKey = point(
    '824fba91c9cbe26bef53a0ebe7342a3bf178cea9f45de0b70aa601651fba3f5730d8c879aaa9c9f73991e61b58f4d52eb87a0a0c709a49dc63719363ccd13c54',
  );
  const chipKey = point(
    '9e880f842905b8b3181f7af7caa9f0efb743847f44a306d2d28c1d9ec65df6db7764b22277a2eddc3c265a9f018f9cb852e111b768b326904b59a0193776f094',
  );
  const mappingKey = 0x7f4ef07b9ea82fd78ad689b38d0bc78cf21f249d953bc46f4c6e19259c010f99n;
  const privateKey = 0xa73fb703ac1436a18e0cfa5abb3f7bec7a070e7a6788486bee230c4a22762595n;
  const oid = '0.4.0.127.0.7.2.2.4.2.2';

  const password = hexToBytes('7e2d2a41c74ea0b38cd36f863939bfa8e9032aad');
  const nonce = decryptNonce(aes128, password, hexToBytes('95a3a016522ee98d01e76cb6b98b42c3'));
  const ownTerm = mappedPublicKey.ownTerm(curve, nonce, privateKey);
  const publicKey = mappedPublicKey.add(curve, ownTerm, privateKey, mappingKey, chipMappingKey);
  const keys = sessionKeys(aes128, sharedSecret(curve, privateKey, chipKey));
  return [
    [nonce, '3f00c4d39d153f2b2a214a078d899b22'],
    [keys.encryption, 'f5f0e35c0d7161ee6724ee513a0d9a7f'],
    [keys.mac, 'fe251c7858b356b24514b3bd5f4297d1'],
    [authenticationToken(keys, oid, chipKey), 'c2b0bd78d94ba866'],
    [authenticationToken(keys, oid, publicKey), '3abb9674bce93c08'],
  ];
}

/** ICAO 9303-11 appendix D: keys of the MRZ, EXTERNAL AUTHENTICATE, 3DES secure messaging of the first SELECT. */
function basicAccess(): Comparison[] {
  const mrz = { documentNumber: 'L898902C', birthDate: '690806', expiryDate: '940623' };
  const seed = basicAccessSeed(mrz);
  const { encryption, mac } = sessionKeys(tripleDes, seed);
  const proof = tripleDes.encrypt(
    encryption,
    hexToBytes('781723860c06c2264608f919887022120b795240cb7049b01c19b33e32804f0b'),
  );
  const agreed = sessionKeys(tripleDes, hexToBytes('0036d272f5c350acac50c3f572d23600'));
  const messaging = new SecureMessaging({ ...agreed, counter: hexToBytes('887022120c06c226') });
  const select = { ins: 0xa4, p1: 0x02, p2: 0x0c, data: hexToBytes('011e') };
  return [
    [seed, '239ab9cb282daf66231dc5a4df6bfbae'],
    [encryption, 'ab94fdecf2674fdfb9b391f85d7f76f2'],
    [mac, '7962d9ece03d1acd4c76089dce131543'],
    [proof, '72c29c2371cc9bdb65b779b8e8d37b29ecc154aa56a8799fae2f498f76ed92f2'],
    [tripleDes.mac(mac, pad(proof, 8)), '5f1448eea8ad90a7'],
    [agreed.encryption, '979ec13b1cbfe9dcd01ab0fed307eae5'],
    [agreed.mac, 'f1cb1f1fb5adf208806b89dc579dc1f8'],
    [encodeCommand(messaging.wrap(select)), '0ca4020c158709016375432908c044f68e08bf8b92d635ff24f800'],
  ];
}

/** AES secure messaging from counter zero: how a real document began to be read, published with the tests of gmrtd. */
function secureMessaging(): Comparison[] {
  const messaging = new SecureMessaging({
    cipher: aes128,
    encryption: hexToBytes('a8e85e938514ec67ae33cda3d43d3c48'),
    mac: hexToBytes('27f1adeb705a049a305b0c619b14b9b3'),
  });
  const answer = (data: string) => messaging.unwrap({ data: hexToBytes(data), sw: 0x9000 });
  const select = messaging.wrap({ ins: 0xa4, p1: 0x02, p2: 0x0c, data: hexToBytes('011d') });
  answer('990290008e085f570baddd1002d2');
  const read = messaging.wrap({ ins: 0xb0, p1: 0, p2: 0, le: 4 });
  const { data } = answer('871101d688d27a6d16f03619e76dcb59c1f1ec990290008e08b7df9a5982bb1729');
  return [
    [encodeCommand(select), '0ca4020c1d87110147ee2e3bd440fb596167f2bb6cd6395e8e08a105747484314bcf00'],
    [encodeCommand(read), '0cb000000d9701048e085d283ec183cbb99800'],
    // It was EF.CardSecurity: a SEQUENCE of four bytes' header.
    [data.subarray(0, 2), '3082'],
  ];
}

/** Active authentication: a passport's answer with RSA, published with the tests of gmrtd, and ECDSA from Wycheproof. */
function signatures(): Comparison[] {
  const rsa = publicKey(
    '3081ff300d06092a864886f70d01010105000381ed003081e90281e100bb8f93f4dc95e205cda17c6927ab1e365b13065d03cd12e0fce95d96840529453202f56cc4c13f77cd062930c8bc89a2873b257045c286e601cf3c09323a53103314902804aa10a314628ce222206a8866946a36b442041bb54ac81e6855dd1d6e16101833d65a191c20ac8b33b8a1a32920f46043f8031cf2bc17417030865fc5be5a39dee423bcba3ca8177168eb23cfe01ba43ec87711b1cfff85db46f300dd8ae317b50d543b573e119e23af7070d0b2fed6a3b2313a5ec02a531aaed1741f4390d1013e2a0f081eac5dc8b0a1b2c6bdb1206f08d30e3643e1e5bdf536110203010001',
  );
  const rsaSignature = hexToBytes(
    '474256306840c0ab1b63c10e1c26bdfef4a0dd843920283cc4e6e70a60f2bd25dc7725f9677bc1cde66379dc28b38e8490f33afb2d10f9980c44c0bfc175d2b6684218f535c92fdd3e18db770a9ccbf91db3c7f0138e6d9e94b9bc8371761e3abed5e5e9b260279cfb238b58ae0d6a01da51c74c2a3ecd62c448bd9f20127f7384587287fa971204234e55b1a856c3e5aaaa620bb799a68fbae08ee132bb61683eba9b0b40dc1e54641cad975b16991cab50af82e3f3985afd19e7427a125f5b4b9878b12a5d2e01c7eedca3bb41c6fc05dccd818bce379d04b1f2f5d43487d3',
  );
  const brainpool = publicKey(
    '305a301406072a8648ce3d020106092b240303020801010703420004019a2d9637743a63ddaefdbca0ee229a163b809b9b145e5313bbeb8defeab9d6548caf89bf5ba49499404145651234336401b9b2843a579ed152e090f11b9e59',
  );
  const brainpoolSignature = hexToBytes(
    '0a5f8c70ba2d0842d5d0f841f160ad15195769a8159bfe692634d73d469d111f426e857aad3ff7aa96e4d200c03b45f1846a36d089ee3917768ca1a0d6d4da6e',
  );
  const challenge = hexToBytes('96302b0f3d7e7864');
  return [
    [verifyActiveAuthentication(rsa, challenge, rsaSignature), true],
    [verifyActiveAuthentication(rsa, challenge.with(0, 0), rsaSignature), false],
    [verifyActiveAuthentication(brainpool, utf8ToBytes('123400'), brainpoolSignature, 'sha256'), true],
    [verifyActiveAuthentication(brainpool, utf8ToBytes('123401'), brainpoolSignature, 'sha256'), false],
  ];
}

const publicKey = (info: string) => createPublicKey({ key: Buffer.from(info, 'hex'), format: 'der', type: 'spki' });
