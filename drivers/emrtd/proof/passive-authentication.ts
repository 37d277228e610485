import { type X509Certificate, createHash } from 'node:crypto';
import type { ChipProof } from '../../../src/contract/chip.ts';
import { parseCom } from '../document/com.ts';
import { isAcceptable, verifySignature } from './signature.ts';
import type { Sod } from './sod.ts';
import { objectIdentifier } from '../codec/tlv.ts';
import type { TrustStore } from './trust-store.ts';

type PassiveAuthentication = ChipProof['passiveAuthentication'];

const attribute = { contentType: '1.2.840.113549.1.9.3', messageDigest: '1.2.840.113549.1.9.4' } as const;
const securityObject = '2.23.136.1.1.1';

export interface SignedFiles {
  com: Uint8Array | undefined;
  /** By data-group number. */
  dataGroups: ReadonlyMap<number, Uint8Array>;
}

/**
 * Passive authentication (ICAO 9303-11 §5.1). OpenSSL's own chain building refuses the explicit curve parameters that
 * ICAO 9303-12 asks for, so each link is checked here.
 * @param now milliseconds since the epoch
 */
export function authenticatePassively(
  sod: Sod,
  files: SignedFiles,
  trust: TrustStore,
  now: number,
): PassiveAuthentication {
  return { hashes: compareHashes(sod, files), signature: checkSignature(sod), issuer: findIssuer(sod, trust, now) };
}

/** Every file has the hash that was signed, and EF.COM, which nothing signs, neither hides nor adds a group. */
function compareHashes(
  { hashAlgorithm, hashes }: Sod,
  { com, dataGroups }: SignedFiles,
): PassiveAuthentication['hashes'] {
  const intact = [...dataGroups].every(([number, file]) => {
    const signed = hashes.get(number);
    return signed !== undefined && createHash(hashAlgorithm).update(file).digest().equals(signed);
  });
  const listed = com && new Set(parseCom(com));
  const agrees =
    listed === undefined || (listed.size === hashes.size && [...listed].every((number) => hashes.has(number)));
  return intact && agrees ? 'match' : 'mismatch';
}

function checkSignature({ content, signer }: Sod): PassiveAuthentication['signature'] {
  const type = signer.attributes.get(attribute.contentType)?.children[0];
  const digest = signer.attributes.get(attribute.messageDigest)?.children[0];
  const valid =
    signer.certificate !== undefined &&
    type !== undefined &&
    objectIdentifier(type) === securityObject &&
    digest !== undefined &&
    createHash(signer.digest).update(content).digest().equals(digest.value) &&
    verifySignature(
      signer.certificate.publicKey,
      signer.algorithm,
      signer.digest,
      signer.signedBytes,
      signer.signature,
    );
  return valid ? 'valid' : 'invalid';
}

function findIssuer({ signer: { certificate } }: Sod, trust: TrustStore, now: number): PassiveAuthentication['issuer'] {
  if (certificate === undefined || certificate.ca) return 'unknown';
  const issuers = trust.anchors.filter(
    (anchor) =>
      isAcceptable(anchor.publicKey) && certificate.checkIssued(anchor) && certificate.verify(anchor.publicKey),
  );
  if (issuers.length === 0) return 'unknown';
  const current = isCurrent(certificate, now) && issuers.some((issuer) => isCurrent(issuer, now));
  return current ? 'trusted' : 'expired';
}

const isCurrent = (certificate: X509Certificate, now: number) =>
  certificate.validFromDate.getTime() <= now && now <= certificate.validToDate.getTime();
