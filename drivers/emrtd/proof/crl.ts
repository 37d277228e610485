import { malformed } from '../chip-error.ts';
import { type Tlv, findChild, parseTlv } from '../codec/tlv.ts';
import { type Signed, parseExtensions, parseTime, serialNumber } from './certificate.ts';
import { type Element, elementOf, elementsOf } from './der.ts';
import { type DistinguishedName, parseName } from './distinguished-name.ts';

/** A country's list of revoked certificates (RFC 5280 §5). Times are milliseconds since the epoch. */
export interface Crl {
  readonly issuer: DistinguishedName;
  readonly thisUpdate: number;
  readonly nextUpdate: number | undefined;
  /** As `Certificate.serial`. */
  readonly revoked: ReadonlySet<string>;
  /** Hex. */
  readonly authorityKeyIdentifier: string | undefined;
  readonly signed: Signed;
}

/** Far beyond any country's list. */
const maximumEntries = 100_000;

/**
 * CertificateList (RFC 5280 §5.1, ICAO 9303-12 §7.1).
 * @param bytes DER
 * @throws ChipError `CARD_DATA_INVALID`, also where the list is not a whole one: a delta or one of certain reasons
 */
export function parseCrl(bytes: Uint8Array): Crl {
  const [content, algorithm, signature] = elementsOf(elementOf(bytes, 0x30).value, 3);
  if (content?.tag !== 0x30 || algorithm?.tag !== 0x30 || signature?.tag !== 0x03 || signature.value[0] !== 0)
    throw malformed('CRL');

  const all = elementsOf(content.value, 8);
  const fields = all[0]?.tag === 0x02 ? all.slice(1) : all;
  const [named, issuer, thisUpdate] = fields;
  if (!named || issuer?.tag !== 0x30 || Buffer.compare(named.encoded, algorithm.encoded) !== 0) throw malformed('CRL');
  const next = fields[3] && isTime(fields[3]) ? fields[3] : undefined;
  const entries = fields.slice(next ? 4 : 3).find(({ tag }) => tag === 0x30);

  const tagged = fields.find(({ tag }) => tag === 0xa0);
  const extensions = parseExtensions(tagged && parseTlv(tagged.encoded, 0xa0).children[0]);
  if (extensions.critical.length > 0) throw malformed('CRL with an unknown critical extension');
  const authority = extensions.value('2.5.29.35', 0x30);
  const identifier = authority && findChild(authority, 0x80);

  return {
    issuer: parseName(parseTlv(issuer.encoded, 0x30)),
    thisUpdate: parseTime(thisUpdate),
    nextUpdate: next && parseTime(next),
    revoked: new Set(entries ? elementsOf(entries.value, maximumEntries).map(serialOf) : []),
    authorityKeyIdentifier: identifier && Buffer.from(identifier.value).toString('hex'),
    signed: {
      content: content.encoded,
      algorithm: parseTlv(algorithm.encoded, 0x30),
      signature: signature.value.subarray(1),
    },
  };
}

/** Whatever the reason: one that lifts a revocation again stands in delta lists only. */
function serialOf(entry: Element): string {
  const [serial] = elementsOf(entry.value, 3);
  if (entry.tag !== 0x30 || serial === undefined) throw malformed('entry of a CRL');
  return serialNumber(serial);
}

const isTime = ({ tag }: Pick<Tlv, 'tag'>) => tag === 0x17 || tag === 0x18;
