import type { KeyObject } from 'node:crypto';
import { type TrustStore, isRevoked, isSameAuthority, leadsToRoot } from './chain.ts';
import type { Certificate } from './certificate.ts';
import { isAcceptable } from './signature.ts';

/** What an operator has to know of a trust store. Plain values; times are ISO 8601, UTC. */
export interface TrustAudit {
  readonly authorities: readonly AuthorityAudit[];
  readonly crls: readonly CrlAudit[];
  readonly masterLists: readonly MasterListAudit[];
}

/** One root or link certificate. */
export interface AuthorityAudit {
  readonly file: string;
  readonly country: string | undefined;
  readonly subject: string;
  readonly issuer: string;
  readonly serial: string;
  /** Such as `brainpoolP384r1` or `RSA 4096`. */
  readonly key: string;
  readonly kind: 'root' | 'link';
  readonly validFrom: string;
  readonly validTo: string;
  /** Whole days; negative once it has expired. */
  readonly daysLeft: number;
  /** Until when its key was meant to sign (privateKeyUsagePeriod). */
  readonly signsUntil: string | undefined;
  /** SHA-256, `AB:CD:…`. */
  readonly fingerprint: string;
  /** Where its country publishes its CRL. */
  readonly crlAddresses: readonly string[];
  readonly findings: readonly Finding[];
}

/** What an operator should look into. */
export type Finding =
  | 'expired'
  | 'expires within 90 days'
  | 'not yet valid'
  | 'weak key'
  | 'unusable key'
  | 'revoked'
  | 'leads to no root'
  | 'no CRL'
  | 'CRL overdue';

/** One revocation list; times as in `TrustAudit`. */
export interface CrlAudit {
  readonly file: string;
  readonly issuer: string;
  readonly issued: string;
  readonly nextUpdate: string | undefined;
  /** Whole days since it was issued. */
  readonly age: number;
  readonly overdue: boolean;
  readonly revoked: number;
}

/** One national master list. */
export interface MasterListAudit {
  readonly file: string;
  readonly signer: string;
  readonly fingerprint: string;
  readonly certificates: number;
  readonly skipped: number;
}

const day = 86_400_000;
const weakCurves = new Set(['brainpoolP192r1']);

/** @param now milliseconds since the epoch */
export function auditTrustStore(trust: TrustStore, now: number): TrustAudit {
  return {
    authorities: trust.authorities.map(({ certificate, file }) => ({
      file,
      country: certificate.subject.country,
      subject: certificate.subject.text,
      issuer: certificate.issuer.text,
      serial: certificate.serial.toUpperCase(),
      key: describeKey(certificate.publicKey),
      kind: certificate.selfSigned ? 'root' : 'link',
      validFrom: iso(certificate.notBefore),
      validTo: iso(certificate.notAfter),
      daysLeft: Math.floor((certificate.notAfter - now) / day),
      signsUntil: certificate.signsUntil === undefined ? undefined : iso(certificate.signsUntil),
      fingerprint: certificate.fingerprint,
      crlAddresses: certificate.crlDistributionPoints,
      findings: findingsOn(certificate, trust, now),
    })),
    crls: trust.crls.map(({ crl, file }) => ({
      file,
      issuer: crl.issuer.text,
      issued: iso(crl.thisUpdate),
      nextUpdate: crl.nextUpdate === undefined ? undefined : iso(crl.nextUpdate),
      age: Math.floor((now - crl.thisUpdate) / day),
      overdue: isOverdue(crl, now),
      revoked: crl.revoked.size,
    })),
    masterLists: trust.masterLists.map(({ file, signer, certificates, skipped }) => ({
      file,
      signer: signer.subject.text,
      fingerprint: signer.fingerprint,
      certificates,
      skipped,
    })),
  };
}

function findingsOn(certificate: Certificate, trust: TrustStore, now: number): Finding[] {
  const crls = trust.crls.filter(({ crl }) => isSameAuthority(crl.issuer, certificate.subject, trust));
  const { notBefore, notAfter, publicKey } = certificate;
  const usable = publicKey !== undefined && isAcceptable(publicKey);
  const findings: [Finding, boolean][] = [
    ['expired', notAfter < now],
    ['expires within 90 days', notAfter >= now && notAfter < now + 90 * day],
    ['not yet valid', now < notBefore],
    ['unusable key', !usable],
    ['weak key', usable && isWeak(publicKey)],
    ['revoked', isRevoked(certificate, trust)],
    ['leads to no root', !leadsToRoot(certificate, trust)],
    ['no CRL', crls.length === 0],
    ['CRL overdue', crls.length > 0 && crls.every(({ crl }) => isOverdue(crl, now))],
  ];
  return findings.filter(([, found]) => found).map(([finding]) => finding);
}

const isOverdue = ({ nextUpdate }: { nextUpdate: number | undefined }, now: number) =>
  nextUpdate !== undefined && nextUpdate < now;

/** Less than 112 bits of strength: RSA under 2,048 bits, curves under 224. */
function isWeak({ asymmetricKeyDetails: { modulusLength, namedCurve = '' } = {} }: KeyObject): boolean {
  return modulusLength === undefined ? weakCurves.has(namedCurve) : modulusLength < 2_048;
}

function describeKey(key: KeyObject | undefined): string {
  const { modulusLength, namedCurve } = key?.asymmetricKeyDetails ?? {};
  if (modulusLength !== undefined) return `RSA ${modulusLength}`;
  return namedCurve ?? key?.asymmetricKeyType ?? 'unknown';
}

const iso = (at: number) => new Date(at).toISOString();
