import { type KeyObject, constants, createPublicKey, verify } from 'node:crypto';
import { malformed } from '../chip-error.ts';
import { type Tlv, childAt, encodeTlv, findChild, objectIdentifier, parseTlv, smallInteger } from '../codec/tlv.ts';

const digestNames: Record<string, string> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.4': 'sha224',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

/** Signature algorithms that name their hash. */
const combinedNames: Record<string, string> = {
  '1.2.840.113549.1.1.5': 'sha1',
  '1.2.840.113549.1.1.14': 'sha224',
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.1': 'sha1',
  '1.2.840.10045.4.3.1': 'sha224',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
};
/** rsaEncryption and ecPublicKey, by which old SODs name the key's kind and leave the hash to digestAlgorithm. */
const hashless = new Set(['1.2.840.113549.1.1.1', '1.2.840.10045.2.1']);
const pss = '1.2.840.113549.1.1.10';

const curves = new Set([
  'secp224r1',
  'prime256v1',
  'secp384r1',
  'secp521r1',
  'brainpoolP192r1',
  'brainpoolP224r1',
  'brainpoolP256r1',
  'brainpoolP320r1',
  'brainpoolP384r1',
  'brainpoolP512r1',
]);

/**
 * RSA of 1,024 to 8,192 bits with an exponent from 3 (some old roots) to 2^64, or a standard curve. Explicit parameters, which
 * ICAO 9303-12 §4.4 asks of signers, are taken where OpenSSL finds field, coefficients, base point and order to be those of a
 * standard curve (they determine the cofactor): with a base point of one's own anybody owns any public key (CVE-2020-0601).
 */
export function isAcceptable(key: KeyObject): boolean {
  const { modulusLength = 0, publicExponent = 0n, namedCurve } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'ec') return namedCurve !== undefined && curves.has(namedCurve);
  return (
    (key.asymmetricKeyType === 'rsa' || key.asymmetricKeyType === 'rsa-pss') &&
    modulusLength >= 1_024 &&
    modulusLength <= 8_192 &&
    publicExponent >= 3n &&
    publicExponent < 2n ** 64n
  );
}

/**
 * The hash that an AlgorithmIdentifier names (RFC 5754 §2), as node:crypto calls it.
 * @throws ChipError `CARD_DATA_INVALID` where it names none of SHA-1 and SHA-2
 */
export function digestOf(algorithm: Tlv): string {
  const [oid] = algorithm.children;
  const name = oid && digestNames[objectIdentifier(oid)];
  if (name === undefined) throw malformed('unknown hash');
  return name;
}

/**
 * @param algorithm signature AlgorithmIdentifier
 * @param digest hash for algorithms that name none: digestAlgorithm of a SignerInfo; undefined where there is no such thing
 */
export function verifySignature(
  key: KeyObject,
  algorithm: Tlv,
  digest: string | undefined,
  data: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (!isAcceptable(key)) return false;
  try {
    const name = objectIdentifier(childAt(algorithm, 0, 0x06));
    if (name === pss) return verifyPss(key, algorithm, data, signature);
    const hash = hashless.has(name) ? digest : combinedNames[name];
    // OpenSSL does not look at the name: it would verify by ECDSA what is called RSA.
    if (hash === undefined || name.startsWith('1.2.840.113549.1.1.') !== (key.asymmetricKeyType === 'rsa'))
      return false;
    return verify(hash, data, key, signature);
  } catch {
    // OpenSSL throws where key and algorithm do not fit together.
    return false;
  }
}

/**
 * RFC 4055 §3.1: [0] hash, [1] mask generation with a hash of its own, [2] salt length, [3] trailer; where absent SHA-1, SHA-1, 20
 * and 1, which stands for BC. OpenSSL learns the mask's hash only from a key, so the signature's parameters are given to the key.
 */
function verifyPss(key: KeyObject, algorithm: Tlv, data: Uint8Array, signature: Uint8Array): boolean {
  const parameters = algorithm.children[1];
  const hash = parameters && findChild(parameters, 0xa0)?.children[0];
  const salt = parameters && findChild(parameters, 0xa2)?.children[0];
  const trailer = parameters && findChild(parameters, 0xa3)?.children[0];
  const [, subjectPublicKey] = parseTlv(key.export({ format: 'der', type: 'spki' }), 0x30).children;
  if (parameters === undefined || subjectPublicKey === undefined || key.asymmetricKeyType === 'ec') return false;
  if (trailer && smallInteger(trailer) !== 1) return false;
  const restricted = createPublicKey({
    key: Buffer.from(encodeTlv(0x30, algorithm.encoded, subjectPublicKey.encoded)),
    format: 'der',
    type: 'spki',
  });
  const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: salt ? smallInteger(salt) : 20 };
  return verify(hash ? digestOf(hash) : 'sha1', data, { key: restricted, ...padding }, signature);
}
