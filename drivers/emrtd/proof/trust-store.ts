import { X509Certificate } from 'node:crypto';

/** The country signing certificates (CSCA) that are believed without proof. */
export interface TrustStore {
  readonly anchors: readonly X509Certificate[];
}

const pem = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * @param files DER, one certificate a file, or PEM
 * @throws Error where a file holds no certificate: an anchor that was installed but cannot be read must not go unnoticed
 */
export function createTrustStore(files: readonly Uint8Array[]): TrustStore {
  return { anchors: files.flatMap(certificatesOf) };
}

function certificatesOf(file: Uint8Array, index: number): X509Certificate[] {
  const armoured = Buffer.from(file).toString('latin1').match(pem);
  try {
    return (armoured ?? [file]).map((each) => new X509Certificate(each));
  } catch (cause) {
    throw new Error(`trust anchor ${index + 1} is not a certificate`, { cause });
  }
}
