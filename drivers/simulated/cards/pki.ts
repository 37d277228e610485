import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { encodeTlv } from '../../emrtd/codec/tlv.ts';

// Certificates and signatures come from the openssl program, so that they do not share a mistake with the verifier.
const run = promisify(execFile);

export interface SignerOptions {
  /** What `openssl genpkey` takes, such as `EC` with `ec_paramgen_curve:brainpoolP256r1`. */
  key?: string[];
  /** Of the certificate's signature. */
  digest?: string;
}

/** ICAO 9303-12 §4.4: signers carry their curve as explicit parameters. */
export const explicitCurve = (curve: string) => [
  '-algorithm',
  'EC',
  '-pkeyopt',
  `ec_paramgen_curve:${curve}`,
  '-pkeyopt',
  'ec_param_enc:explicit',
];
export const namedCurve = (curve: string) => ['-algorithm', 'EC', '-pkeyopt', `ec_paramgen_curve:${curve}`];
export const rsa = (bits: number) => ['-algorithm', 'RSA', '-pkeyopt', `rsa_keygen_bits:${bits}`];

/** A country signing authority and its document signers, as files of one folder. */
export class Issuer {
  readonly folder: string;
  readonly name: string;

  constructor(folder: string, name: string) {
    this.folder = folder;
    this.name = name;
  }

  #file(name: string): string {
    return join(this.folder, `${this.name}-${name}`);
  }

  /** DER. */
  get certificate(): string {
    return this.#file('csca.cer');
  }

  async create({ key = explicitCurve('brainpoolP384r1'), digest = 'sha384' }: SignerOptions = {}): Promise<void> {
    await run('openssl', ['genpkey', ...key, '-out', this.#file('csca.key')]);
    await run('openssl', [
      ...['req', '-x509', '-new', '-key', this.#file('csca.key'), `-${digest}`, '-days', '5475', '-utf8'],
      ...['-subj', `/C=VN/O=Tram simulation/CN=CSCA ${this.name}`],
      ...['-addext', 'keyUsage=critical,keyCertSign,cRLSign'],
      ...['-outform', 'DER', '-out', this.certificate],
    ]);
  }

  async addSigner(
    signer: string,
    { key = explicitCurve('brainpoolP256r1'), digest = 'sha384' }: SignerOptions = {},
  ): Promise<void> {
    const file = (extension: string) => this.#file(`${signer}.${extension}`);
    await run('openssl', ['genpkey', ...key, '-out', file('key')]);
    const subject = `/C=VN/O=Tram simulation/CN=${signer}`;
    await run('openssl', ['req', '-new', '-key', file('key'), '-utf8', '-subj', subject, '-out', file('csr')]);
    await writeFile(
      file('ext'),
      'keyUsage=critical,digitalSignature\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n',
    );
    await run('openssl', [
      ...['x509', '-req', '-in', file('csr'), '-CA', this.certificate, '-CAkey', this.#file('csca.key')],
      ...['-set_serial', '1', '-days', '3650', `-${digest}`, '-extfile', file('ext'), '-out', file('pem')],
    ]);
  }

  /** @param options further ones of `openssl cms` @returns EF.SOD over this LDS security object */
  async sign(
    signer: string,
    securityObject: Uint8Array,
    options: readonly string[] = ['-md', 'sha256'],
  ): Promise<Uint8Array> {
    const file = (extension: string) => this.#file(`${signer}.${extension}`);
    await writeFile(file('lds'), securityObject);
    await run('openssl', [
      ...['cms', '-sign', '-binary', '-nodetach', '-nosmimecap', '-econtent_type', '2.23.136.1.1.1'],
      ...['-signer', file('pem'), '-inkey', file('key'), ...options],
      ...['-in', file('lds'), '-outform', 'DER', '-out', file('cms')],
    ]);
    return encodeTlv(0x77, await readFile(file('cms')));
  }
}
