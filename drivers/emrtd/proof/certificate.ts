import { type KeyObject, createHash } from 'node:crypto';
import { ifReadable, malformed } from '../chip-error.ts';
import { publicKeyOf } from '../codec/public-key.ts';
import { type Tlv, childAt, findChild, objectIdentifier, parseTlv } from '../codec/tlv.ts';
import { type DistinguishedName, parseName } from './distinguished-name.ts';
import { verifySignature } from './signature.ts';

/** What a chain needs of an X.509 certificate (RFC 5280, ICAO 9303-12 §7.1). Times are milliseconds since the epoch. */
export interface Certificate {
  readonly encoded: Uint8Array;
  /** Lower-case hex without leading zeros. */
  readonly serial: string;
  readonly issuer: DistinguishedName;
  readonly subject: DistinguishedName;
  readonly notBefore: number;
  readonly notAfter: number;
  /** DER of the SubjectPublicKeyInfo. */
  readonly publicKeyInfo: Uint8Array;
  /** Undefined where OpenSSL cannot make a key of it. */
  readonly publicKey: KeyObject | undefined;
  /** basicConstraints; undefined where there are none. */
  readonly ca: boolean | undefined;
  /** Undefined where the certificate does not restrict its key. */
  readonly keyUsage: { digitalSignature: boolean; keyCertSign: boolean; cRLSign: boolean } | undefined;
  /** OIDs; empty where there are none. */
  readonly extendedKeyUsage: readonly string[];
  /** Hex. */
  readonly subjectKeyIdentifier: string | undefined;
  /** Hex. */
  readonly authorityKeyIdentifier: string | undefined;
  /** privateKeyUsagePeriod: until when the key was meant to sign. */
  readonly signsUntil: number | undefined;
  readonly crlDistributionPoints: readonly string[];
  /** OID of the first critical extension that is not understood here; RFC 5280 §4.2 forbids to believe such a certificate. */
  readonly unknownCriticalExtension: string | undefined;
  readonly signed: Signed;
  /** Issued to itself, and by its own key: a root, as against a link certificate. */
  readonly selfSigned: boolean;
  /** SHA-256 over the whole certificate, upper-case hex in pairs, as a person reads it out on the telephone. */
  readonly fingerprint: string;
}

/** The frame that certificates and CRLs share (RFC 5280 §4.1.1, §5.1.1). */
export interface Signed {
  /** DER of what was signed. */
  readonly content: Uint8Array;
  readonly algorithm: Tlv;
  readonly signature: Uint8Array;
}

const extension = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  privateKeyUsagePeriod: '2.5.29.16',
  basicConstraints: '2.5.29.19',
  crlDistributionPoints: '2.5.29.31',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
} as const;

/** Alternative names and policies limit nothing that is judged here. */
const understood = new Set<string>([...Object.values(extension), '2.5.29.17', '2.5.29.18', '2.5.29.32']);

/**
 * Certificate (RFC 5280 §4.1).
 * @param certificate its DER, or that as parsed
 * @throws ChipError `CARD_DATA_INVALID`
 */
export function parseCertificate(certificate: Uint8Array | Tlv): Certificate {
  const outer = certificate instanceof Uint8Array ? parseTlv(certificate, 0x30) : certificate;
  const toBeSigned = childAt(outer, 0, 0x30);
  const fields = toBeSigned.children[0]?.tag === 0xa0 ? toBeSigned.children.slice(1) : toBeSigned.children;
  const [serial, algorithm, issuer, validity, subject, publicKeyInfo] = fields;
  if (serial?.tag !== 0x02 || !algorithm || issuer?.tag !== 0x30 || !validity || !subject || !publicKeyInfo)
    throw malformed('certificate');

  const extensions = parseExtensions(findChild(toBeSigned, 0xa3)?.children[0]);
  const identifier = extensions.value(extension.subjectKeyIdentifier, 0x04);
  const authority = extensions.value(extension.authorityKeyIdentifier, 0x30);
  const authorityIdentifier = authority && findChild(authority, 0x80);
  const constraints = extensions.value(extension.basicConstraints, 0x30);

  const parsed = {
    encoded: outer.encoded,
    serial: serialNumber(serial),
    issuer: parseName(issuer),
    subject: parseName(subject),
    notBefore: parseTime(validity.children[0]),
    notAfter: parseTime(validity.children[1]),
    publicKeyInfo: publicKeyInfo.encoded,
    ca: constraints && constraints.children[0]?.tag === 0x01 && constraints.children[0].value[0] !== 0,
    keyUsage: parseKeyUsage(extensions.value(extension.keyUsage, 0x03)),
    extendedKeyUsage: extensions.value(extension.extendedKeyUsage, 0x30)?.children.map(objectIdentifier) ?? [],
    subjectKeyIdentifier: identifier && hex(identifier.value),
    authorityKeyIdentifier: authorityIdentifier && hex(authorityIdentifier.value),
    signsUntil: ifReadable(() => lastUseIn(extensions.value(extension.privateKeyUsagePeriod, 0x30))),
    crlDistributionPoints: ifReadable(() => addressesIn(extensions.value(extension.crlDistributionPoints, 0x30))) ?? [],
    unknownCriticalExtension: extensions.critical.find((oid) => !understood.has(oid)),
    signed: parseSigned(outer, algorithm),
  };
  const publicKey = once(() => publicKeyOf(parsed.publicKeyInfo));
  const selfSigned = once(() => parsed.subject.key === parsed.issuer.key && isSignedBy(parsed.signed, publicKey()));
  const fingerprint = once(() => inPairs(createHash('sha256').update(parsed.encoded).digest('hex')));
  return {
    ...parsed,
    // Of the hundreds in a master list hardly one is ever asked for.
    get publicKey() {
      return publicKey();
    },
    get selfSigned() {
      return selfSigned();
    },
    get fingerprint() {
      return fingerprint();
    },
  };
}

/** Whether it may be in a trust store; old roots have no basicConstraints, or empty ones and the key usage alone to say it. */
export const isAuthority = ({ ca, selfSigned, keyUsage }: Certificate): boolean =>
  ca === true || (selfSigned && (ca === undefined || keyUsage?.keyCertSign === true));

/** Whether the holder of `key` signed this certificate or CRL. */
export const isSignedBy = ({ content, algorithm, signature }: Signed, key: KeyObject | undefined): boolean =>
  key !== undefined && verifySignature(key, algorithm, undefined, content, signature);

/** @param named the algorithm that stands within what is signed: it must be that of the signature (RFC 5280 §4.1.1.2) */
function parseSigned(outer: Tlv, named: Tlv): Signed {
  const algorithm = childAt(outer, 1, 0x30);
  const { value } = childAt(outer, 2, 0x03);
  if (value[0] !== 0 || Buffer.compare(algorithm.encoded, named.encoded) !== 0) throw malformed('signature');
  return { content: childAt(outer, 0, 0x30).encoded, algorithm, signature: value.subarray(1) };
}

interface Extensions {
  /** The one object that an extension's octets hold, which must have this tag; undefined where there is no such extension. */
  value(oid: string, tag: number): Tlv | undefined;
  /** OIDs. */
  readonly critical: readonly string[];
}

/**
 * Extensions (RFC 5280 §4.1.2.9, §5.1.2.7).
 * @throws ChipError `CARD_DATA_INVALID`, also where one stands there twice; `value` does where the octets hold something else
 */
export function parseExtensions(sequence: Tlv | undefined): Extensions {
  const values = new Map<string, Uint8Array>();
  const critical: string[] = [];
  for (const each of sequence?.children ?? []) {
    const oid = objectIdentifier(childAt(each, 0, 0x06));
    if (values.has(oid)) throw malformed('extension twice');
    const flag = each.children[1];
    if (flag?.tag === 0x01 && flag.value[0] !== 0) critical.push(oid);
    const octets = each.children.at(-1);
    if (octets?.tag !== 0x04) throw malformed('extension without value');
    values.set(oid, octets.value);
  }
  return {
    critical,
    value(oid, tag) {
      const found = values.get(oid);
      return found && parseTlv(found, tag);
    },
  };
}

/**
 * UTCTime, whose years are 1950 to 2049, or GeneralizedTime (RFC 5280 §4.1.2.5), in milliseconds since the epoch.
 * @throws ChipError `CARD_DATA_INVALID`
 */
export function parseTime(time: Pick<Tlv, 'tag' | 'value'> | undefined): number {
  const digits = time?.tag === 0x17 ? 2 : 4;
  const text = Buffer.from(time?.value ?? []).toString('latin1');
  const match = new RegExp(`^(\\d{${digits}})(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)Z$`).exec(text);
  if (match === null || (time?.tag !== 0x17 && time?.tag !== 0x18)) throw malformed('time');
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  const fullYear = digits === 4 ? year : year + (year < 50 ? 2_000 : 1_900);
  const at = new Date(0);
  at.setUTCFullYear(fullYear, month - 1, day);
  at.setUTCHours(hour, minute, second);
  if (at.getUTCMonth() !== month - 1 || at.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59)
    throw malformed('time');
  return at.getTime();
}

/**
 * CertificateSerialNumber (RFC 5280 §4.1.2.2): hex without leading zeros, so that two encodings of one number compare equal.
 * @throws ChipError `CARD_DATA_INVALID` where it is not an INTEGER
 */
export function serialNumber({ tag, value }: Pick<Tlv, 'tag' | 'value'>): string {
  if (tag !== 0x02 || value.length === 0) throw malformed('serial number');
  return hex(value).replace(/^(?:00)+(?=.)/, '');
}

function parseKeyUsage(bits: Tlv | undefined): Certificate['keyUsage'] {
  if (bits === undefined) return undefined;
  const flags = bits.value[1] ?? 0;
  return { digitalSignature: (flags & 0x80) !== 0, keyCertSign: (flags & 0x04) !== 0, cRLSign: (flags & 0x02) !== 0 };
}

function lastUseIn(period: Tlv | undefined): number | undefined {
  const last = period && findChild(period, 0x81);
  return last && parseTime({ ...last, tag: 0x18 });
}

function addressesIn(points: Tlv | undefined): string[] {
  const addresses = (tlv: Tlv): string[] =>
    tlv.tag === 0x86 ? [Buffer.from(tlv.value).toString('latin1')] : tlv.children.flatMap(addresses);
  return points === undefined ? [] : addresses(points);
}

function once<T>(compute: () => T): () => T {
  let result: { value: T } | undefined;
  return () => (result ??= { value: compute() }).value;
}

const inPairs = (text: string) => text.toUpperCase().replaceAll(/..(?=.)/g, '$&:');
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
