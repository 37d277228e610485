import { execFile } from 'node:child_process';
import { type ECKeyPairKeyObjectOptions, generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll } from 'vitest';
import { type Certificate, parseCertificate } from '../../drivers/emrtd/proof/certificate.ts';
import { type TrustStore, createTrustStore } from '../../drivers/emrtd/proof/trust-store.ts';

const run = promisify(execFile);

/** Somebody with a key and a certificate. */
export interface Party {
  subject: string;
  keyFile: string;
  /** PEM. */
  certificateFile: string;
  /** DER. */
  bytes: Uint8Array;
  certificate: Certificate;
  serial: string;
  notAfter: Date;
}

export interface Wish {
  subject?: string;
  by?: Party;
  /** A curve, RSA bits, or whose key to take. */
  key?: string | number | Party;
  paramEncoding?: ECKeyPairKeyObjectOptions['paramEncoding'];
  /** Lines of an openssl extension section. */
  extensions?: readonly string[];
  from?: Date;
  to?: Date;
  serial?: string;
  options?: readonly string[];
}

export const years = (count: number, from = new Date()) => new Date(from.getTime() + count * 365 * 86_400_000);

const identifiers = ['subjectKeyIdentifier=hash', 'authorityKeyIdentifier=keyid'];
export const caExtensions = [
  'basicConstraints=critical,CA:true',
  'keyUsage=critical,keyCertSign,cRLSign',
  ...identifiers,
];
export const signerExtensions = ['keyUsage=critical,digitalSignature', ...identifiers];
export const masterListExtensions = [...signerExtensions, 'extendedKeyUsage=critical,2.23.136.1.1.3'];

/** A line of an extension section left out or put in another's place. */
export const without = (lines: readonly string[], start: string, ...instead: string[]) => [
  ...lines.filter((line) => !line.startsWith(start)),
  ...instead,
];

/** Certificates as wrong as a test wants them, by the openssl program. Nothing is shared between calls, so they may run at once. */
export class PkiLab {
  #folder = '';
  #calls = 0;

  /** For the tests of one file. */
  constructor() {
    beforeAll(async () => {
      this.#folder = await mkdtemp(join(tmpdir(), 'emrtd-pki-'));
    });
    afterAll(() => rm(this.#folder, { recursive: true, force: true }));
  }

  root(wish: Wish = {}): Promise<Party> {
    return this.issue({
      subject: '/C=VN/O=Lab/CN=CSCA',
      extensions: caExtensions,
      from: years(-5),
      to: years(10),
      ...wish,
    });
  }

  async issue(wish: Wish): Promise<Party> {
    const { subject = '/C=VN/O=Lab/CN=DS 1', by, key = 'prime256v1', extensions = signerExtensions } = wish;
    const { from = years(-1), to = years(5), paramEncoding = 'named', options = [] } = wish;
    const folder = await this.#call();
    const serial = wish.serial ?? (1_000 + this.#calls).toString(16).padStart(4, '0').toUpperCase();
    const keyFile = typeof key === 'object' ? key.keyFile : join(folder, 'key.pem');
    if (typeof key !== 'object') await writeFile(keyFile, newKey(key, paramEncoding));

    await writeFile(join(folder, 'serial'), `${serial}\n`);
    await writeFile(join(folder, 'extensions'), `${extensions.join('\n')}\n`);
    const out = join(folder, 'certificate.pem');
    await this.#openssl('req', '-new', '-key', keyFile, '-utf8', '-subj', subject, '-out', join(folder, 'csr'));
    await this.#openssl(
      ...['ca', '-config', join(folder, 'conf'), '-batch', '-notext', '-preserveDN', '-utf8', '-md', 'sha256'],
      ...(by ? ['-cert', by.certificateFile, '-keyfile', by.keyFile] : ['-selfsign', '-keyfile', keyFile]),
      ...['-in', join(folder, 'csr'), '-extfile', join(folder, 'extensions'), '-out', out],
      ...['-startdate', opensslTime(from), '-enddate', opensslTime(to), ...options],
    );
    const bytes = fromPem(await readFile(out, 'utf8'));
    return {
      subject,
      keyFile,
      certificateFile: out,
      bytes,
      certificate: parseCertificate(bytes),
      serial,
      notAfter: to,
    };
  }

  /** @returns PEM */
  async crl(
    by: Party,
    revoked: readonly Party[],
    {
      issued = years(-2),
      next = years(1),
      extensions = ['authorityKeyIdentifier=keyid'],
    }: { issued?: Date; next?: Date; extensions?: readonly string[] } = {},
  ): Promise<string> {
    const folder = await this.#call();
    const entries = revoked.map(
      ({ serial, subject, notAfter }) =>
        `R\t${opensslTime(notAfter).slice(2)}\t${opensslTime(years(-0.5)).slice(2)}\t${serial}\tunknown\t${subject}\n`,
    );
    await writeFile(join(folder, 'index'), entries.join(''));
    await writeFile(join(folder, 'conf'), `${configuration(folder)}[list]\n${extensions.join('\n')}\n`);
    const out = join(folder, 'crl.pem');
    await this.#openssl(
      ...['ca', '-config', join(folder, 'conf'), '-gencrl', '-md', 'sha256', '-crlexts', 'list', '-out', out],
      ...['-cert', by.certificateFile, '-keyfile', by.keyFile],
      ...['-crl_lastupdate', opensslTime(issued), '-crl_nextupdate', opensslTime(next)],
    );
    return readFile(out, 'utf8');
  }

  /** @returns DER of CMS SignedData */
  async sign(by: Party, type: string, content: Uint8Array, options: readonly string[] = ['-md', 'sha256']) {
    const folder = await this.#call();
    await writeFile(join(folder, 'content'), content);
    await this.#openssl(
      ...['cms', '-sign', '-binary', '-nodetach', '-nosmimecap', '-econtent_type', type, '-outform', 'DER'],
      ...['-signer', by.certificateFile, '-inkey', by.keyFile, ...options],
      ...['-in', join(folder, 'content'), '-out', join(folder, 'cms')],
    );
    return new Uint8Array(await readFile(join(folder, 'cms')));
  }

  /** A file for `openssl`. */
  async file(content: string | Uint8Array): Promise<string> {
    const file = join(await this.#call(), 'file');
    await writeFile(file, content);
    return file;
  }

  /** Standard output of openssl, or what it complained of. */
  async ask(...args: readonly string[]): Promise<{ ok: boolean; text: string }> {
    try {
      return { ok: true, text: await this.#openssl(...args) };
    } catch (error) {
      return { ok: false, text: String(error) };
    }
  }

  async #openssl(...args: readonly string[]): Promise<string> {
    return (await run('openssl', args)).stdout;
  }

  async #call(): Promise<string> {
    const folder = join(this.#folder, String(++this.#calls));
    await mkdir(folder);
    await writeFile(join(folder, 'index'), '');
    await writeFile(join(folder, 'conf'), configuration(folder));
    return folder;
  }
}

const configuration = (folder: string) => `[ca]
default_ca=authority
[authority]
database=${folder}/index
new_certs_dir=${folder}
serial=${folder}/serial
unique_subject=no
policy=any
[any]
countryName=optional
organizationName=optional
commonName=supplied
`;

const opensslTime = (date: Date) => date.toISOString().replaceAll(/[-:T]|\.\d+/g, '');

function newKey(kind: string | number, paramEncoding: Wish['paramEncoding']): string {
  const { privateKey } =
    typeof kind === 'number'
      ? generateKeyPairSync('rsa', { modulusLength: kind })
      : generateKeyPairSync('ec', { namedCurve: kind, paramEncoding });
  return String(privateKey.export({ format: 'pem', type: 'pkcs8' }));
}

export const toPem = (bytes: Uint8Array, label = 'CERTIFICATE') =>
  `-----BEGIN ${label}-----\n${Buffer.from(bytes)
    .toString('base64')
    .replaceAll(/.{64}(?=.)/g, '$&\n')}\n-----END ${label}-----\n`;

export const fromPem = (pem: string) => Uint8Array.from(Buffer.from(pem.replaceAll(/-----[^-]+-----/g, ''), 'base64'));

/** A party's certificate, or a file's content. */
export type Installed = Party | string | Uint8Array;

export const trusting = (...files: readonly Installed[]): TrustStore =>
  createTrustStore(files.map((file, index) => ({ name: `file-${index}`, bytes: bytesOf(file) })));

function bytesOf(file: Installed): Uint8Array {
  if (typeof file === 'string') return Buffer.from(file);
  return file instanceof Uint8Array ? file : file.bytes;
}
