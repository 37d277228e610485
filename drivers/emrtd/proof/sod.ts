import { X509Certificate } from 'node:crypto';
import { concatBytes } from '@noble/hashes/utils.js';
import { malformed } from '../chip-error.ts';
import { digestOf } from './signature.ts';
import { type Tlv, childAt, findChild, objectIdentifier, parseTlv, smallInteger } from '../codec/tlv.ts';

/** EF.SOD: the issuer's signature over the hashes of all data groups (ICAO 9303-10 §4.6.2, RFC 5652). */
export interface Sod {
  /** The LDS security object as it was signed. */
  content: Uint8Array;
  /** How node:crypto calls the hash of the data groups. */
  hashAlgorithm: string;
  hashes: ReadonlyMap<number, Uint8Array>;
  signer: {
    digest: string;
    /** Content of the attributes, by OID. */
    attributes: ReadonlyMap<string, Tlv>;
    /** DER of the attributes as they are signed: a SET, not the [0] that carries them. */
    signedBytes: Uint8Array;
    algorithm: Tlv;
    signature: Uint8Array;
    /** The certificate that the SignerInfo names, where the file holds it. */
    certificate: X509Certificate | undefined;
  };
}

const signedData = '1.2.840.113549.1.7.2';
const securityObject = '2.23.136.1.1.1';

/** @throws ChipError `CARD_DATA_INVALID` */
export function parseSod(file: Uint8Array): Sod {
  const contentInfo = childAt(parseTlv(file, 0x77), 0, 0x30);
  if (objectIdentifier(childAt(contentInfo, 0, 0x06)) !== signedData) throw malformed('EF.SOD is not SignedData');
  const cms = childAt(childAt(contentInfo, 1, 0xa0), 0, 0x30);

  const encapsulated = childAt(cms, 2, 0x30);
  if (objectIdentifier(childAt(encapsulated, 0, 0x06)) !== securityObject)
    throw malformed('EF.SOD signs something else');
  const content = octets(childAt(encapsulated, 1, 0xa0).children[0]);

  const certificates = findChild(cms, 0xa0)?.children ?? [];
  const signerInfos = cms.children.at(-1);
  if (signerInfos?.tag !== 0x31) throw malformed('EF.SOD without signer');
  return { content, ...parseSecurityObject(content), signer: parseSigner(childAt(signerInfos, 0, 0x30), certificates) };
}

/** LDSSecurityObject, versions 0 and 1. */
function parseSecurityObject(content: Uint8Array) {
  const object = parseTlv(content, 0x30);
  const entries = childAt(object, 2, 0x30).children.map((entry): [number, Uint8Array] => [
    smallInteger(childAt(entry, 0, 0x02)),
    childAt(entry, 1, 0x04).value,
  ]);
  const hashes = new Map(entries);
  if (hashes.size !== entries.length) throw malformed('EF.SOD lists a data group twice');
  return { hashAlgorithm: digestOf(childAt(object, 1, 0x30)), hashes };
}

function parseSigner(info: Tlv, certificates: readonly Tlv[]): Sod['signer'] {
  const [, identifier, digestAlgorithm, attributes, algorithm, signature] = info.children;
  if (identifier === undefined || digestAlgorithm === undefined || algorithm === undefined || signature?.tag !== 0x04)
    throw malformed('SignerInfo');
  if (attributes?.tag !== 0xa0) throw malformed('SignerInfo without signed attributes');

  const signedBytes = Uint8Array.from(attributes.encoded);
  signedBytes[0] = 0x31;
  return {
    digest: digestOf(digestAlgorithm),
    attributes: new Map(
      attributes.children.map((each) => [objectIdentifier(childAt(each, 0, 0x06)), childAt(each, 1, 0x31)]),
    ),
    signedBytes,
    algorithm,
    signature: octets(signature),
    certificate: certificates.filter((each) => isNamedBy(identifier, each)).map(toCertificate)[0],
  };
}

/** By issuer and serial number, or by subject key identifier ([0]). */
function isNamedBy(identifier: Tlv, certificate: Tlv): boolean {
  const fields = childAt(certificate, 0, 0x30).children;
  if (identifier.tag === 0x30) {
    const [serial, , issuer] = fields[0]?.tag === 0xa0 ? fields.slice(1) : fields;
    const [wantedIssuer, wantedSerial] = identifier.children;
    return same(issuer, wantedIssuer) && same(serial, wantedSerial);
  }
  const extensions = fields.find(({ tag }) => tag === 0xa3)?.children[0]?.children ?? [];
  const keyIdentifier = extensions
    .find(({ children: [oid] }) => oid && objectIdentifier(oid) === '2.5.29.14')
    ?.children.at(-1);
  return (
    keyIdentifier !== undefined && Buffer.compare(parseTlv(keyIdentifier.value, 0x04).value, identifier.value) === 0
  );
}

const same = (a: Tlv | undefined, b: Tlv | undefined) =>
  a !== undefined && b !== undefined && Buffer.compare(a.encoded, b.encoded) === 0;

function toCertificate(tlv: Tlv): X509Certificate {
  try {
    const certificate = new X509Certificate(tlv.encoded);
    // A key that OpenSSL does not know throws only when it is asked for.
    if (certificate.publicKey.asymmetricKeyType === undefined) throw malformed('key of a certificate of EF.SOD');
    return certificate;
  } catch {
    throw malformed('certificate of EF.SOD');
  }
}

/** An OCTET STRING, in one piece or, as BER permits, in several. */
function octets(tlv: Tlv | undefined): Uint8Array {
  if (tlv?.tag === 0x24) return concatBytes(...tlv.children.map(octets));
  if (tlv?.tag !== 0x04) throw malformed('expected an octet string');
  return tlv.value;
}
