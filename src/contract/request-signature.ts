/**
 * How a kiosk signs each request: HTTP Message Signatures (RFC 9421) over a digest of the body (RFC 9530), in one fixed profile.
 *
 *     Content-Digest: sha-256=:…:
 *     Signature-Input: tram=("@method" "@path" "@query" "content-digest" "idempotency-key");created=…;nonce="…";keyid="…";alg="ed25519"
 *     Signature: tram=:…:
 *
 * `idempotency-key` is covered where the request has one, and only then. A request without a body has the digest of nothing.
 */

/** Seconds by which `created` may differ from the server's time. */
export const clockTolerance = 60;

export interface SignedRequest {
  /** In capitals. */
  method: string;
  /** Path and query as they stand on the request line. */
  target: string;
  contentDigest: string;
  idempotencyKey?: string | undefined;
}

export interface SignatureParameters {
  /** Seconds since the epoch. */
  created: number;
  /** 128 random bits, base64url; never used twice. */
  nonce: string;
  /** The kiosk's raw ed25519 public key (RFC 8032), base64url. */
  keyid: string;
}

/** RFC 9530. @param sha256 of the body as it is sent, in base64 */
export const contentDigest = (sha256: string): string => `sha-256=:${sha256}:`;

/** The `Signature-Input` of a request, and the text that is signed. */
export function requestSignature(
  { method, target, contentDigest, idempotencyKey }: SignedRequest,
  { created, nonce, keyid }: SignatureParameters,
): { input: string; base: string } {
  const [path = '', ...query] = target.split('?');
  const components: Component[] = [
    ['@method', method],
    ['@path', path],
    ['@query', `?${query.join('?')}`],
    ['content-digest', contentDigest],
  ];
  if (idempotencyKey !== undefined) components.push(['idempotency-key', idempotencyKey]);
  const parameters = `;created=${created};nonce="${nonce}";keyid="${keyid}";alg="ed25519"`;
  return { input: `tram=${covered(components)}${parameters}`, base: signatureBase(components, parameters) };
}

const inputForm = /;created=([1-9]\d{0,11});nonce="([\w-]{22})";keyid="([\w-]{43})";alg="ed25519"$/;

/** What a `Signature-Input` says of itself. Which request it covers is known only by making that request's own and comparing. */
export function readParameters(input: string): SignatureParameters | undefined {
  const [, created, nonce, keyid] = inputForm.exec(input) ?? [];
  return created !== undefined && nonce !== undefined && keyid !== undefined
    ? { created: Number(created), nonce, keyid }
    : undefined;
}

/** @param signature 64 bytes in base64 */
export const signatureHeader = (signature: string): string => `tram=:${signature}:`;

/** @returns the signature in base64 */
export const readSignature = (header: string): string | undefined => /^tram=:([A-Za-z0-9+/]{86}==):$/.exec(header)?.[1];

/** A component's name and its value. */
export type Component = readonly [name: string, value: string];

/** RFC 9421 §2.5. @param parameters from the first semicolon on */
export const signatureBase = (components: readonly Component[], parameters: string): string =>
  [
    ...components.map(([name, value]) => `"${name}": ${value}`),
    `"@signature-params": ${covered(components)}${parameters}`,
  ].join('\n');

const covered = (components: readonly Component[]): string => `(${components.map(([name]) => `"${name}"`).join(' ')})`;
