import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { encodeTlv } from '../../emrtd/codec/tlv.ts';

// Certificates and signatures come from the openssl program, so that they do not share a mistake with the verifier.
const execute = promisify(execFile);

export interface SignerOptions {
  /** What `openssl req` takes: `explicitCurve`, `namedCurve` or `rsa`. */
  key?: string[];
  /** Of the certificate's signature. */
  digest?: string;
  /** Values of `-sigopt` for the certificate's signature, such as `pss`. */
  padding?: readonly string[];
  /** First and last moment of validity; of a signer ten years, of an authority fifteen, from now on. */
  notBefore?: Date;
  notAfter?: Date;
}

/** ICAO 9303-12 §4.4: signers carry their curve as explicit parameters. */
export const explicitCurve = (curve: string) => [...namedCurve(curve), '-pkeyopt', 'ec_param_enc:explicit'];
export const namedCurve = (curve: string) => ['-newkey', 'EC', '-pkeyopt', `ec_paramgen_curve:${curve}`];
export const rsa = (bits: number) => ['-newkey', 'RSA', '-pkeyopt', `rsa_keygen_bits:${bits}`];

/** RSASSA-PSS with a salt as long as SHA-256's digest. */
export const pss = ['rsa_padding_mode:pss', 'rsa_pss_saltlen:32'];

const each = (option: string, values: readonly string[]) => values.flatMap((value) => [option, value]);

/** Content types of RFC 5652 that ICAO 9303-10, -11 and -12 sign. */
const contentType = {
  securityObject: '2.23.136.1.1.1',
  masterList: '2.23.136.1.1.2',
  cardSecurity: '0.4.0.127.0.7.3.2.1',
} as const;

const extensions = {
  /** ICAO 9303-12 §7.1.1, of the root and of links. */
  authority: `
keyUsage=critical,keyCertSign,cRLSign
basicConstraints=critical,CA:true,pathlen:0
crlDistributionPoints=URI:http://csca.invalid/csca.crl
`,
  /** The same, of document signers: DocumentTypeList names what they sign. */
  signer: `
keyUsage=critical,digitalSignature
crlDistributionPoints=URI:http://csca.invalid/csca.crl
2.23.136.1.1.6.2=ASN1:SEQUENCE:documents
[documents]
version=INTEGER:0
types=SET:types
[types]
card=PRINTABLESTRING:I
passport=PRINTABLESTRING:P
`,
  /** The same, of master list signers. */
  masterListSigner: `
keyUsage=critical,digitalSignature
extendedKeyUsage=critical,2.23.136.1.1.3
`,
} as const;

/** GeneralizedTime, to the second. */
const time = (date: Date) => date.toISOString().replace(/[-:T]|\.\d+/g, '');
const years = (count: number) => new Date(Date.now() + count * 365.25 * 86_400_000);

/** A country signing authority (CSCA), its signers and its revocation list, as files `NAME-…` of one folder. */
export class Issuer {
  readonly folder: string;
  readonly name: string;
  readonly country: string;

  /** @param country two letters */
  constructor(folder: string, name: string, country = 'VN') {
    this.folder = resolve(folder);
    this.name = name;
    this.country = country;
  }

  #file(name: string): string {
    return join(this.folder, `${this.name}-${name}`);
  }

  async #openssl(...args: readonly string[]): Promise<void> {
    await execute('openssl', args, { cwd: this.folder });
  }

  /** DER. */
  get certificate(): string {
    return this.#file('csca.cer');
  }

  async create({ key = explicitCurve('brainpoolP384r1'), ...options }: SignerOptions = {}): Promise<void> {
    await mkdir(this.#file('issued'));
    await writeFile(this.#file('index'), '');
    await writeFile(this.#file('crl-number'), '01\n');
    await writeFile(
      this.#file('ca.conf'),
      `[ca]
default_ca=authority
[authority]
database=${this.name}-index
new_certs_dir=${this.name}-issued
crlnumber=${this.name}-crl-number
rand_serial=yes
unique_subject=no
policy=any
crl_extensions=list
[any]
countryName=supplied
organizationName=supplied
commonName=supplied
[list]
authorityKeyIdentifier=keyid
`,
    );
    await this.#request('csca', `CSCA ${this.name}`, key);
    await this.#certify(this, 'csca', 'authority', options, ['-selfsign', '-keyfile', this.#file('csca.key')]);
  }

  /** A document signer, or whom `purpose` names. One after the other: they share a database. */
  async addSigner(
    signer: string,
    { key = explicitCurve('brainpoolP256r1'), ...options }: SignerOptions = {},
    purpose: 'signer' | 'masterListSigner' = 'signer',
  ): Promise<void> {
    await this.#request(signer, signer, key);
    await this.#certify(this, signer, purpose, options, this.#asIssuer);
  }

  /** @returns the file of a link certificate, DER: this authority vouches for its successor's key (ICAO 9303-12 §3.1) */
  async link(successor: Issuer, options: SignerOptions = {}): Promise<string> {
    return this.#certify(successor, 'csca', 'authority', options, this.#asIssuer, 'link');
  }

  get #asIssuer(): string[] {
    return ['-cert', this.#file('csca.pem'), '-keyfile', this.#file('csca.key')];
  }

  async #request(name: string, commonName: string, key: readonly string[]): Promise<void> {
    const subject = `/C=${this.country}/O=Tram simulation/CN=${commonName}`;
    await this.#openssl(
      ...['req', ...key, '-nodes', '-keyout', this.#file(`${name}.key`), '-utf8', '-subj', subject],
      ...['-out', this.#file(`${name}.csr`)],
    );
  }

  /** Certifies a request of `holder`'s, which may be another authority. @returns the file, DER */
  async #certify(
    holder: Issuer,
    name: string,
    kind: keyof typeof extensions,
    { digest = 'sha384', padding = [], notBefore = new Date(), notAfter }: SignerOptions,
    issuer: readonly string[],
    result = name,
  ): Promise<string> {
    const file = (extension: string) => this.#file(`${result}.${extension}`);
    await writeFile(file('ext'), `subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid:always\n${extensions[kind]}`);
    const end = notAfter ?? years(kind === 'authority' ? 15 : 10);
    await this.#openssl(
      ...['ca', '-config', this.#file('ca.conf'), '-batch', '-notext', '-preserveDN', '-utf8', ...issuer],
      ...['-in', holder.#file(`${name}.csr`), '-extfile', file('ext'), '-md', digest, ...each('-sigopt', padding)],
      ...['-startdate', time(notBefore), '-enddate', time(end), '-out', file('pem')],
    );
    await writeFile(file('cer'), new X509Certificate(await readFile(file('pem'))).raw);
    return file('cer');
  }

  /** Enters signers into what `revocationList` says from now on. */
  async revoke(...signers: readonly string[]): Promise<void> {
    for (const signer of signers)
      await this.#openssl(
        ...['ca', '-config', this.#file('ca.conf'), ...this.#asIssuer],
        ...['-md', 'sha384', '-revoke', this.#file(`${signer}.pem`)],
      );
  }

  /** @returns the file of a revocation list (CRL), DER; good for 90 days where `nextUpdate` is not given */
  async revocationList({ nextUpdate }: { nextUpdate?: Date } = {}): Promise<string> {
    const list = this.#file('csca.crl');
    await this.#openssl(
      ...['ca', '-config', this.#file('ca.conf'), ...this.#asIssuer, '-gencrl', '-md', 'sha384'],
      ...(nextUpdate ? ['-crl_lastupdate', time(years(-1)), '-crl_nextupdate', time(nextUpdate)] : ['-crldays', '90']),
      ...['-out', `${list}.pem`],
    );
    const [, base64 = ''] = /-----BEGIN X509 CRL-----([^-]+)/.exec(await readFile(`${list}.pem`, 'utf8')) ?? [];
    await writeFile(list, Buffer.from(base64, 'base64'));
    return list;
  }

  /** @param options further ones of `openssl cms` @returns EF.SOD over this LDS security object */
  async sign(signer: string, securityObject: Uint8Array, options?: readonly string[]): Promise<Uint8Array> {
    return encodeTlv(0x77, await this.#cms(signer, contentType.securityObject, securityObject, options));
  }

  /** @returns EF.CardSecurity over these SecurityInfos (ICAO 9303-11 §9.2.10) */
  signCardSecurity(signer: string, securityInfos: Uint8Array): Promise<Uint8Array> {
    return this.#cms(signer, contentType.cardSecurity, securityInfos);
  }

  /** @param certificates files, DER @returns a master list (ICAO 9303-12 §9), DER, with its signer and this authority */
  async signMasterList(signer: string, certificates: readonly string[]): Promise<Uint8Array> {
    const listed = await Promise.all(certificates.map((file) => readFile(file)));
    const list = encodeTlv(
      0x30,
      encodeTlv(0x02, Uint8Array.of(0)),
      encodeTlv(0x31, ...listed.sort((a, b) => Buffer.compare(a, b))),
    );
    return this.#cms(signer, contentType.masterList, list, ['-md', 'sha256', '-certfile', this.#file('csca.pem')]);
  }

  async #cms(
    signer: string,
    type: string,
    content: Uint8Array,
    options: readonly string[] = ['-md', 'sha256'],
  ): Promise<Uint8Array> {
    const message = this.#file(`${signer}-${++this.#messages}`);
    await writeFile(message, content);
    await this.#openssl(
      ...['cms', '-sign', '-binary', '-nodetach', '-nosmimecap', '-econtent_type', type],
      ...['-signer', this.#file(`${signer}.pem`), '-inkey', this.#file(`${signer}.key`), ...options],
      ...['-in', message, '-outform', 'DER', '-out', `${message}.cms`],
    );
    return readFile(`${message}.cms`);
  }

  /** Messages that are signed at the same time must not share a file. */
  #messages = 0;
}
