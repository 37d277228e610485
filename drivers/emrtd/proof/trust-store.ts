import { ChipError, malformed } from '../chip-error.ts';
import { readHeader } from '../codec/tlv.ts';
import { type Certificate, isAuthority, parseCertificate } from './certificate.ts';
import {
  type Authority,
  type InstalledCrl,
  type InstalledMasterList,
  type TrustStore,
  isCrlOfAuthority,
  judgeMasterListSigner,
} from './chain.ts';
import { type Crl, parseCrl } from './crl.ts';
import { elementOf, elementsOf } from './der.ts';
import { type MasterList, maximumCertificates, parseMasterList } from './master-list.ts';

export type { TrustStore } from './chain.ts';

/** One file of a trust folder. */
export interface TrustFile {
  /** For messages. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Bytes of one file: the largest master list is near 1 MB. */
const maximumFile = 8 * 1_048_576;

/** Of one authority: each key may have to be tried. No country has a dozen. */
const maximumOfOneName = 32;

/** The files of a trust folder; others, such as a note of where they come from, may lie beside them, hidden ones too. */
export const isTrustFile = (name: string): boolean =>
  !name.startsWith('.') && /\.(?:pem|crt|cer|der|crl|ml)$/i.test(name);

/**
 * What an operator installed: root and link certificates (DER, or any number as PEM), CRLs (DER or PEM) and national master
 * lists (CMS), as ICAO 9303-12 §4, §7 and §9 lay them down. A master list is believed where its signer leads to a root that came in a
 * certificate file.
 * @throws Error that names the file: one that was installed but does nothing must not go unnoticed
 */
export function createTrustStore(files: readonly TrustFile[]): TrustStore {
  const authorities = new Map<string, Authority>();
  const crls: InstalledCrl[] = [];
  const masterLists: InstalledMasterList[] = [];
  const named = new Map<string, Certificate[]>();
  const store: TrustStore = {
    get authorities() {
      return [...authorities.values()];
    },
    crls,
    masterLists,
    authoritiesNamed: (name) => named.get(name) ?? [],
  };

  const contents = files.flatMap((file) => about(file.name, () => contentsOf(file)));
  for (const { file, certificate } of contents)
    if (certificate && !add(certificate, file))
      throw new Error(`${file}: too many certificates of ${certificate.subject.text}`);
  const later = contents.filter(({ file, crl }) => crl && !install(crl, file));
  // All are judged before any is believed: one must not vouch for another.
  const lists = contents.flatMap(({ file, masterList }) =>
    masterList ? [{ file, ...judgeList(masterList, file) }] : [],
  );
  for (const { file, signer, authorities: listed, skipped } of lists) {
    const certificates = listed.filter((each) => add(each, file)).length;
    masterLists.push({ file, signer, certificates, skipped: skipped + listed.length - certificates });
  }
  for (const { file, crl } of later)
    if (crl && !install(crl, file))
      throw new Error(`${file}: no installed country signing certificate has signed this CRL of ${crl.issuer.text}`);
  // A CRL may be signed with a key that came in the very list whose signer it revokes.
  for (const { file, signer } of masterLists) {
    const verdict = judgeMasterListSigner(signer, store);
    if (verdict !== 'trusted') throw distrusted(file, signer, verdict);
  }
  return store;

  /** @returns false where there are too many of its name */
  function add(certificate: Certificate, file: string): boolean {
    if (authorities.has(certificate.fingerprint)) return true;
    const sameName = named.get(certificate.subject.key) ?? [];
    if (sameName.length === maximumOfOneName) return false;
    authorities.set(certificate.fingerprint, { certificate, file });
    named.set(certificate.subject.key, [...sameName, certificate]);
    return true;
  }

  function install(crl: Crl, file: string): boolean {
    const known = isCrlOfAuthority(crl, store);
    if (known) crls.push({ crl, file });
    return known;
  }

  function judgeList(bytes: Uint8Array, file: string): MasterList & { signer: Certificate } {
    const list = about(file, () => parseMasterList(bytes));
    const judged = list.signers.map((signer) => ({ signer, verdict: judgeMasterListSigner(signer, store) }));
    const trusted = judged.find(({ verdict }) => verdict === 'trusted');
    if (trusted) return { ...list, signer: trusted.signer };
    const [first] = judged;
    if (first === undefined) throw new Error(`${file}: the signature of this master list is wrong`);
    throw distrusted(file, first.signer, first.verdict);
  }
}

const distrusted = (file: string, { subject, issuer, fingerprint }: Certificate, verdict: string) =>
  new Error(
    `${file}: the signer of this master list, ${subject.text} (SHA-256 ${fingerprint}), is ${verdict}: it has to be ` +
      `a master list signer under a root that is installed as a certificate file, here ${issuer.text}`,
  );

interface Content {
  file: string;
  certificate?: Certificate;
  crl?: Crl;
  masterList?: Uint8Array;
}

function contentsOf({ name: file, bytes }: TrustFile): Content[] {
  if (bytes.length > maximumFile) throw new Error(`${file}: larger than any master list`);
  const blocks = decodePem(bytes) ?? [withoutLineEnds(bytes)];
  if (blocks.length > maximumCertificates) throw new Error(`${file}: too many certificates`);
  return blocks.map((block) => ({ file, ...contentOf(block) }));
}

/** By structure: ContentInfo begins with an OID, tbsCertList with a time in the fourth place or before, tbsCertificate never. */
function contentOf(block: Uint8Array): Omit<Content, 'file'> {
  // Of the three only a master list may have indefinite lengths: nothing of it is opened here.
  if (block[readHeader(block).headerLength] === 0x06) return { masterList: block };
  const [first] = elementsOf(elementOf(block, 0x30).value, 16);
  if (
    first &&
    elementsOf(first.value, 16)
      .slice(0, 4)
      .some(({ tag }) => tag === 0x17 || tag === 0x18)
  )
    return { crl: parseCrl(block) };
  const certificate = parseCertificate(block);
  if (!isAuthority(certificate))
    throw malformed(`${certificate.subject.text} is not a country signing certificate (CA)`);
  return { certificate };
}

/** Whoever passes a file on as text puts a line end behind it. One that belongs to the object stays; BER ends in zeros. */
function withoutLineEnds(bytes: Uint8Array): Uint8Array {
  const { headerLength, length = 0 } = readHeader(bytes);
  let end = bytes.length;
  while (end > headerLength + length && (bytes[end - 1] === 0x0a || bytes[end - 1] === 0x0d)) end--;
  return bytes.subarray(0, end);
}

function decodePem(bytes: Uint8Array): Uint8Array[] | undefined {
  const text = Buffer.from(bytes).toString('latin1');
  const begun = text.split('-----BEGIN ').length - 1;
  if (begun === 0) return undefined;
  const blocks = [...text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----([^-]+)-----END \1-----/g)];
  if (blocks.length !== begun) throw malformed('PEM without end');
  return blocks.map(([, , base64 = '']) => Uint8Array.from(Buffer.from(base64, 'base64')));
}

function about<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof ChipError)) throw cause;
    throw new Error(`${file}: not a readable certificate, CRL or master list (${cause.message})`, { cause });
  }
}
