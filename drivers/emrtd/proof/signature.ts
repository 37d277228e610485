import { type KeyObject, constants, verify } from 'node:crypto';
import { malformed } from '../chip-error.ts';
import { type Tlv, findChild, objectIdentifier, smallInteger } from '../codec/tlv.ts';

const digestNames: Record<string, string> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.4': 'sha224',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

/** Signature algorithms that name their hash. Others, such as plain rsaEncryption in old SODs, leave it to digestAlgorithm. */
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
const pss = '1.2.840.113549.1.1.10';

const curves = new Set([
  'secp224r1',
  'prime256v1',
  'secp384r1',
  'secp521r1',
  'brainpoolP224r1',
  'brainpoolP256r1',
  'brainpoolP320r1',
  'brainpoolP384r1',
  'brainpoolP512r1',
]);

/**
 * RSA of 1,024 to 4,096 bits, or a standard curve. Explicit parameters, which ICAO 9303-12 asks of signers, are taken
 * where they are those of a standard curve.
 */
export function isAcceptable(key: KeyObject): boolean {
  const { modulusLength = 0, namedCurve } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'ec') return namedCurve !== undefined && curves.has(namedCurve);
  return (
    (key.asymmetricKeyType === 'rsa' || key.asymmetricKeyType === 'rsa-pss') &&
    modulusLength >= 1_024 &&
    modulusLength <= 4_096
  );
}

/** The hash that an AlgorithmIdentifier names, as node:crypto calls it. */
export function digestOf(algorithm: Tlv): string {
  const [oid] = algorithm.children;
  const name = oid && digestNames[objectIdentifier(oid)];
  if (name === undefined) throw malformed('unknown hash');
  return name;
}

/**
 * @param algorithm signature AlgorithmIdentifier
 * @param digest hash of the SignerInfo, for algorithms that name none
 */
export function verifySignature(
  key: KeyObject,
  algorithm: Tlv,
  digest: string,
  data: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (!isAcceptable(key)) return false;
  const [oid, parameters] = algorithm.children;
  if (oid === undefined) throw malformed('signature algorithm');
  const name = objectIdentifier(oid);
  try {
    if (name !== pss) return verify(combinedNames[name] ?? digest, data, key, signature);
    // RFC 4055 §3.1: [0] hash, [2] salt length; where absent SHA-1 and 20.
    const hash = parameters && findChild(parameters, 0xa0)?.children[0];
    const salt = parameters && findChild(parameters, 0xa2)?.children[0];
    const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: salt ? smallInteger(salt) : 20 };
    return verify(hash ? digestOf(hash) : 'sha1', data, { key, ...padding }, signature);
  } catch {
    // OpenSSL throws where key and algorithm do not fit together.
    return false;
  }
}
