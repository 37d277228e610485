import type { ChipProof } from '../../../src/contract/chip.ts';
import { type Certificate, isAuthority, isSignedBy } from './certificate.ts';
import type { Crl } from './crl.ts';
import type { DistinguishedName } from './distinguished-name.ts';

/** Country signing authorities (CSCA): roots, which are believed without proof, the links between them, and their CRLs. */
export interface TrustStore {
  readonly authorities: readonly Authority[];
  readonly crls: readonly InstalledCrl[];
  readonly masterLists: readonly InstalledMasterList[];
  /** @param name key of a `DistinguishedName` */
  authoritiesNamed(name: string): readonly Certificate[];
}

/** A root or link certificate (ICAO 9303-12 §4). */
export interface Authority {
  readonly certificate: Certificate;
  /** Name of the file that brought it. */
  readonly file: string;
}

/** A revocation list whose issuer is installed too (ICAO 9303-12, CRL profile). */
export interface InstalledCrl {
  readonly crl: Crl;
  readonly file: string;
}

/** A master list whose signer was believed (ICAO 9303-12 §9). */
export interface InstalledMasterList {
  readonly file: string;
  readonly signer: Certificate;
  /** How many certificates it brought, and how many of its entries are no CA's, could not be read or were too many of one name. */
  readonly certificates: number;
  readonly skipped: number;
}

/** ICAO 9303-12 has a root's key sign for 3 to 5 years and its certificate last 15 or so: 5 links. */
const maximumLength = 8;

/** Extended key usages of whom else a CSCA certifies: ICAO's signers of lists, visas, seals and health proofs, SPOC; TLS on both sides. */
const otherPurposes = /^2\.23\.136\.1\.1\.|^1\.3\.6\.1\.5\.5\.7\.3\.[12]$/;
const masterListSigning = '2.23.136.1.1.3';

/**
 * Whether a signer's certificate leads to a trusted root, step 2 of passive authentication (ICAO 9303-11 §5.1).
 *
 * Validity: the signer's is that of the documents which it signed and is judged now. That of a CSCA, which by
 * ICAO 9303-12 outlives every signer, must not have ended when it issued the next certificate: whether an old root is still to be
 * believed is the operator's decision, of which the audit of the trust store speaks. RFC 5280 §6.1 does not judge an anchor's
 * validity either. Its beginning is not judged: signers are dated to the midnight before their CSCA's key was made, and links later
 * than the key to which they lead. pathLenConstraint is not judged: ICAO asks for 0, and link certificates would break it.
 *
 * @param now milliseconds since the epoch
 * @returns `unknown` before `revoked` before `expired`
 */
export function judgeIssuer(
  certificate: Certificate,
  trust: TrustStore,
  now: number,
): ChipProof['passiveAuthentication']['issuer'] {
  if (certificate.extendedKeyUsage.some((oid) => otherPurposes.test(oid))) return 'unknown';
  return judgeSigner(certificate, trust, now);
}

/** The same of who signed a master list (ICAO 9303-12 §7.1, §9), when its certificate was made. */
export function judgeMasterListSigner(certificate: Certificate, trust: TrustStore) {
  if (!certificate.extendedKeyUsage.includes(masterListSigning)) return 'unknown';
  return judgeSigner(certificate, trust, certificate.notBefore);
}

function judgeSigner(certificate: Certificate, trust: TrustStore, now: number) {
  const { ca, selfSigned, keyUsage, unknownCriticalExtension } = certificate;
  const maySign = ca !== true && !selfSigned && keyUsage?.digitalSignature !== false;
  if (!maySign || unknownCriticalExtension !== undefined) return 'unknown';

  const verdict = judgeChain(certificate, trust, (each) => isRevoked(each, trust));
  const current = certificate.notBefore <= now && now <= certificate.notAfter;
  return verdict === 'trusted' && !current ? 'expired' : verdict;
}

/** Whether a CRL was signed by an authority of this name that leads to a root. */
export function isCrlOfAuthority({ issuer, authorityKeyIdentifier, signed }: Crl, trust: TrustStore): boolean {
  return trust
    .authoritiesNamed(issuer.key)
    .some(
      (authority) =>
        authority.keyUsage?.cRLSign !== false &&
        identifiersAgree(authorityKeyIdentifier, authority) &&
        isSignedBy(signed, authority.publicKey) &&
        leadsToRoot(authority, trust),
    );
}

/** Whether an authority is a root, or is joined to one by link certificates (ICAO 9303-12 §4.1.3), revoked or not. */
export const leadsToRoot = (authority: Certificate, trust: TrustStore): boolean =>
  judgeChain(authority, trust, () => false) !== 'unknown';

/** The later the better. By `judgeIssuer`, `expired` is a certificate that its issuer made after its own end. */
const verdicts = ['unknown', 'revoked', 'expired', 'trusted'] as const;
type Verdict = (typeof verdicts)[number];

/**
 * The best verdict of all ways from a certificate to a root: of several keys under one name all are tried. Each authority is
 * judged once, so that no list of certificates can make this long.
 */
function judgeChain(
  certificate: Certificate,
  trust: TrustStore,
  revoked: (certificate: Certificate) => boolean,
  judged = new Map<Certificate, Verdict>(),
  length = 1,
): Verdict {
  const known = judged.get(certificate);
  if (known !== undefined || length > maximumLength) return known ?? 'unknown';
  // In a circle of links nobody vouches for himself.
  judged.set(certificate, 'unknown');

  const found = issuersOf(certificate, trust).map((issuer): Verdict => {
    const verdict = judgeChain(issuer, trust, revoked, judged, length + 1);
    const inTime = certificate.notBefore <= issuer.notAfter;
    return verdict === 'trusted' && !inTime ? 'expired' : verdict;
  });
  const best = certificate.selfSigned ? 'trusted' : (verdicts.findLast((each) => found.includes(each)) ?? 'unknown');
  const verdict = best !== 'unknown' && revoked(certificate) ? 'revoked' : best;
  judged.set(certificate, verdict);
  return verdict;
}

const issuersOf = (certificate: Certificate, trust: TrustStore) =>
  certificate.selfSigned
    ? []
    : trust
        .authoritiesNamed(certificate.issuer.key)
        .filter((issuer) => mayHaveIssued(issuer, certificate) && isSignedBy(certificate.signed, issuer.publicKey));

function mayHaveIssued(issuer: Certificate, { subject, authorityKeyIdentifier }: Certificate): boolean {
  return (
    isAuthority(issuer) &&
    issuer.keyUsage?.keyCertSign !== false &&
    issuer.unknownCriticalExtension === undefined &&
    // Else one country could name itself another's successor (ICAO 9303-12 §7.1).
    subject.country === issuer.subject.country &&
    identifiersAgree(authorityKeyIdentifier, issuer)
  );
}

const identifiersAgree = (wanted: string | undefined, { subjectKeyIdentifier }: Certificate) =>
  wanted === undefined || subjectKeyIdentifier === undefined || wanted === subjectKeyIdentifier;

/**
 * An authority has one CRL, signed with its newest key and, once it is renamed, under its newest name, for all that it ever
 * issued (ICAO 9303-12, CRL profile). One whose nextUpdate has passed still revokes.
 */
export function isRevoked({ serial, issuer }: Certificate, trust: TrustStore): boolean {
  return trust.crls.some(({ crl }) => crl.revoked.has(serial) && isSameAuthority(crl.issuer, issuer, trust));
}

/** One name, or names of one country that link certificates join, in either direction. */
export function isSameAuthority(a: DistinguishedName, b: DistinguishedName, trust: TrustStore): boolean {
  if (a.key === b.key) return true;
  if (a.country !== b.country) return false;
  const links = trust.authorities
    .map(({ certificate }) => certificate)
    .filter(({ subject, issuer }) => subject.key !== issuer.key && subject.country === a.country)
    .filter((each) => leadsToRoot(each, trust));
  const names = new Set([a.key]);
  for (const name of names)
    for (const { subject, issuer } of links) {
      if (subject.key === name) names.add(issuer.key);
      if (issuer.key === name) names.add(subject.key);
    }
  return names.has(b.key);
}
