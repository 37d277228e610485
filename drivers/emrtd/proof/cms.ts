import { createHash } from 'node:crypto';
import { concatBytes } from '@noble/hashes/utils.js';
import { ifReadable, malformed } from '../chip-error.ts';
import { type Tlv, childAt, objectIdentifier } from '../codec/tlv.ts';
import { type Certificate, parseCertificate, serialNumber } from './certificate.ts';
import { parseName } from './distinguished-name.ts';
import { digestOf, verifySignature } from './signature.ts';

/** SignedData of CMS (RFC 5652 §5.1): EF.SOD, EF.CardSecurity and master lists. */
export interface SignedData {
  /** OID of what was signed. */
  readonly contentType: string;
  /** The signed octets, whose meaning the content type gives. */
  readonly content: Uint8Array;
  /** X.509 only, not attribute certificates. */
  readonly certificates: readonly Tlv[];
  readonly signers: readonly Signer[];
}

/** SignerInfo (RFC 5652 §5.3). */
export interface Signer {
  /** IssuerAndSerialNumber (30) or the subject key identifier (80). */
  readonly identifier: Tlv;
  /** How node:crypto calls the hash of the content. */
  readonly digest: string;
  /** Absent where the signature covers the content itself. */
  readonly attributes:
    | {
        /** The single value of each, by OID. */
        readonly values: ReadonlyMap<string, Tlv>;
        /** As they are signed: a SET, not the [0] that carries them. */
        readonly encoded: Uint8Array;
      }
    | undefined;
  readonly algorithm: Tlv;
  readonly signature: Uint8Array;
}

const oid = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
} as const;

/**
 * ContentInfo over SignedData (RFC 5652 §3, §5.1).
 * @param contentInfo the outermost SEQUENCE
 * @throws ChipError `CARD_DATA_INVALID`
 */
export function parseSignedData(contentInfo: Tlv): SignedData {
  if (objectIdentifier(childAt(contentInfo, 0, 0x06)) !== oid.signedData) throw malformed('not SignedData');
  const [version, digests, encapsulated, ...rest] = childAt(childAt(contentInfo, 1, 0xa0), 0, 0x30).children;
  if (version?.tag !== 0x02 || digests?.tag !== 0x31 || encapsulated?.tag !== 0x30) throw malformed('SignedData');
  const contentType = objectIdentifier(childAt(encapsulated, 0, 0x06));
  const signerInfos = rest.at(-1);
  if (signerInfos?.tag !== 0x31 || signerInfos.children.length === 0) throw malformed('SignedData without signer');
  const optional = rest.slice(0, -1);
  return {
    contentType,
    content: octetsOf(childAt(encapsulated, 1, 0xa0).children[0]),
    certificates: optional.find(({ tag }) => tag === 0xa0)?.children.filter(({ tag }) => tag === 0x30) ?? [],
    signers: signerInfos.children.map((info) => parseSigner(info, contentType)),
  };
}

/**
 * The certificate that a SignerInfo names (RFC 5652 §5.3), where the message holds it and it can be read. Some issuers name it
 * wrongly: the only one that there is must be meant, and whoever signed has to show that with its key anyway.
 * @throws ChipError `CARD_DATA_INVALID` where the SignerInfo's own words cannot be read
 */
export function certificateOf({ identifier }: Signer, { certificates }: SignedData): Certificate | undefined {
  const isNamed = namedBy(identifier);
  const readable = certificates.flatMap((each) => ifReadable(() => parseCertificate(each)) ?? []);
  return readable.find(isNamed) ?? (readable.length === 1 ? readable[0] : undefined);
}

function namedBy(identifier: Tlv): (certificate: Certificate) => boolean {
  if (identifier.tag === 0x80) {
    const key = Buffer.from(identifier.value).toString('hex');
    return ({ subjectKeyIdentifier }) => subjectKeyIdentifier === key;
  }
  const issuer = parseName(childAt(identifier, 0, 0x30));
  const wanted = serialNumber(childAt(identifier, 1, 0x02));
  return ({ issuer: { key }, serial }) => key === issuer.key && serial === wanted;
}

/**
 * Whether this certificate's key signed the content, of the type that the message states (RFC 5652 §5.4, §5.6, §11.1, §11.2).
 * @throws ChipError `CARD_DATA_INVALID` where the signed type is no OID
 */
export function verifySigner(
  { contentType, content }: SignedData,
  { attributes, digest, algorithm, signature }: Signer,
  { publicKey }: Certificate,
): boolean {
  if (publicKey === undefined) return false;
  if (attributes === undefined) return verifySignature(publicKey, algorithm, digest, content, signature);

  const signedType = attributes.values.get(oid.contentType);
  const signedDigest = attributes.values.get(oid.messageDigest);
  return (
    signedType?.tag === 0x06 &&
    objectIdentifier(signedType) === contentType &&
    signedDigest?.tag === 0x04 &&
    createHash(digest).update(content).digest().equals(signedDigest.value) &&
    verifySignature(publicKey, algorithm, digest, attributes.encoded, signature)
  );
}

function parseSigner(info: Tlv, contentType: string): Signer {
  const [version, identifier, digestAlgorithm, ...rest] = info.children;
  const attributes = rest[0]?.tag === 0xa0 ? rest[0] : undefined;
  const [algorithm, signature] = attributes ? rest.slice(1) : rest;
  if (version?.tag !== 0x02 || digestAlgorithm?.tag !== 0x30 || algorithm?.tag !== 0x30 || !signature)
    throw malformed('SignerInfo');
  if (identifier?.tag !== 0x30 && identifier?.tag !== 0x80) throw malformed('SignerInfo names nobody');
  // Else the DER of some attributes could be shown as content (RFC 5652 §5.3).
  if (!attributes && contentType !== oid.data) throw malformed('SignerInfo without signed attributes');
  return {
    identifier,
    digest: digestOf(digestAlgorithm),
    attributes: attributes && parseAttributes(attributes),
    algorithm,
    signature: octetsOf(signature),
  };
}

function parseAttributes(tagged: Tlv): NonNullable<Signer['attributes']> {
  const values = new Map<string, Tlv>();
  for (const attribute of tagged.children) {
    const type = objectIdentifier(childAt(attribute, 0, 0x06));
    const [value, ...others] = childAt(attribute, 1, 0x31).children;
    if (values.has(type)) throw malformed('signed attribute twice');
    // Some signers add attributes of several values; of those that are judged one is the rule.
    if (value !== undefined && others.length === 0) values.set(type, value);
  }
  const encoded = Uint8Array.from(tagged.encoded);
  encoded[0] = 0x31;
  return { values, encoded };
}

/** An OCTET STRING, in one piece or, as BER permits, in several. */
function octetsOf(tlv: Tlv | undefined): Uint8Array {
  if (tlv?.tag === 0x24) return concatBytes(...tlv.children.map(octetsOf));
  if (tlv?.tag !== 0x04) throw malformed('expected an octet string');
  return tlv.value;
}
