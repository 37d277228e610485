import { malformed } from '../chip-error.ts';
import { type Tlv, childAt, objectIdentifier } from '../codec/tlv.ts';

/** A subject or an issuer of X.509. */
export interface DistinguishedName {
  /**
   * Equal where RFC 5280 §7.1 calls two names equal: neither string type, nor case, nor spacing tells them apart. Nor, beyond that,
   * do order and grouping of the attributes: some issuers change them from one file to the next.
   */
  readonly key: string;
  /** `C=VN, O=…, CN=…`, in the order of the certificate. */
  readonly text: string;
  /** ISO 3166 letters, upper case. */
  readonly country: string | undefined;
}

const labels: Record<string, string> = {
  '2.5.4.3': 'CN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
};

const decoders: Record<number, (bytes: Uint8Array) => string> = {
  0x0c: (bytes) => new TextDecoder('utf-8').decode(bytes),
  0x13: (bytes) => Buffer.from(bytes).toString('latin1'),
  0x14: (bytes) => Buffer.from(bytes).toString('latin1'),
  0x16: (bytes) => Buffer.from(bytes).toString('latin1'),
  0x1e: (bytes) => new TextDecoder('utf-16be').decode(bytes),
};

/**
 * A Name (RFC 5280 §4.1.2.4).
 * @throws ChipError `CARD_DATA_INVALID` where `name` is not an RDNSequence
 */
export function parseName(name: Tlv): DistinguishedName {
  const attributes = name.children.flatMap((relative) => {
    if (relative.tag !== 0x31) throw malformed('relative distinguished name');
    return relative.children.map(parseAttribute);
  });
  const canonical = attributes.map(({ type, value }) => `${type}=${value.normalize('NFKC').toLowerCase()}`);
  return {
    key: JSON.stringify(canonical.toSorted()),
    text: attributes.map(({ type, value }) => `${labels[type] ?? type}=${value}`).join(', '),
    country: attributes.find(({ type }) => labels[type] === 'C')?.value.toUpperCase(),
  };
}

function parseAttribute(attribute: Tlv) {
  const type = objectIdentifier(childAt(attribute, 0, 0x06));
  const value = attribute.children[1];
  if (value === undefined) throw malformed('attribute of a name without value');
  const decode = decoders[value.tag];
  const text = decode ? decode(value.value) : `#${Buffer.from(value.encoded).toString('hex')}`;
  return { type, value: text.trim().replaceAll(/\s+/g, ' ') };
}
