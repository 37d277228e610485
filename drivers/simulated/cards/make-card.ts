import { generateKeyPairSync } from 'node:crypto';
import { curveOf } from '../../emrtd/access/domain-parameters.ts';
import { fileId } from '../../emrtd/codec/files.ts';
import type { ForeignHolder, SyntheticPerson } from '../people.ts';
import type { Card, Conduct } from './card.ts';
import {
  type Digest,
  type FaceFormat,
  comOf,
  dg11Of,
  dg12Of,
  dg13Of,
  dg14Of,
  dg15Of,
  dg1Of,
  dg2Of,
  identityCardDg1Of,
  mrzDate,
  passportDg1Of,
  securityObjectOf,
} from './files.ts';
import type { Issuer } from './pki.ts';
import {
  type CipherName,
  type PaceSuite,
  activeAuthenticationInfo,
  cccdInfos,
  cccdInfosWithoutPace,
  chipAuthenticationInfo,
  chipAuthenticationPublicKeyInfo,
  paceInfo,
  securityInfosOf,
  standardizedKey,
} from './security-infos.ts';

/** Of both keys of a căn cước; which one real cards have is not known. */
const cccdCurve = 'brainpoolP256r1';

/** How the issuer signs. */
export interface Signature {
  /** Among the issuer's; `signer` where not given. */
  signer?: string;
  /** Of the LDS security object; 1 names the LDS's version. */
  version?: 0 | 1;
  /** Of the data groups; SHA-256 where not given. */
  digest?: Digest;
  /** As of `Issuer.sign`. */
  cms?: readonly string[];
}

export interface CardOptions extends Signature {
  /** Of active authentication: RSA-2048, or brainpoolP256r1 with SHA-256. */
  key?: 'rsa' | 'ec';
  face?: FaceFormat;
  dg13?: boolean;
  dg15?: boolean;
  /** False: basic access control alone opens it, and DG14 promises nothing else. */
  pace?: boolean;
  /** Signed beside, or in place of, what the person's data give. */
  dataGroups?: ReadonlyMap<number, Uint8Array>;
  conduct?: Conduct;
}

/** A căn cước. @param issuer with a signer called `signer`, or what the options say */
export async function makeCard(person: SyntheticPerson, issuer: Issuer, options: CardOptions = {}): Promise<Card> {
  const { key = 'ec', face = 'jpeg', dg13 = true, dg15 = true, pace = true, dataGroups, conduct = {} } = options;
  const keys = () => ({ active: makeKey(key === 'rsa' ? 'rsa' : cccdCurve), agreement: makeKey(cccdCurve) });
  const genuine = keys();
  const offered = pace ? cccdInfos : cccdInfosWithoutPace;
  const infos = [
    ...offered,
    chipAuthenticationPublicKeyInfo(genuine.agreement.publicKey),
    ...(key === 'ec' ? [activeAuthenticationInfo('sha256')] : []),
  ];
  const groups = new Map([
    [1, dg1Of(person)],
    [2, dg2Of(face, 2)],
  ]);
  if (dg13) groups.set(13, dg13Of(person));
  groups.set(14, dg14Of(securityInfosOf(infos)));
  if (dg15) groups.set(15, dg15Of(genuine.active.publicKey));

  // A copier gets every file, and no key.
  const held = person.card === 'cloned' ? keys() : genuine;
  return {
    passwords: { can: person.personalNumber.slice(-6), mrz: citizenMrzKey(person) },
    masterFile: pace ? asJson(new Map([[fileId.cardAccess, securityInfosOf(cccdInfos)]])) : {},
    application: asJson(await signed(overlaid(groups, dataGroups), issuer, options)),
    keys: {
      ...(dg15 && { activeAuthentication: { pkcs8: held.active.privateKey } }),
      chipAuthentication: [{ pkcs8: held.agreement.privateKey }],
    },
    conduct,
  };
}

export interface ForeignOptions extends Signature {
  /** Absent where the chip knows basic access control only. */
  pace?: readonly PaceSuite[];
  /** On which curve, as node:crypto calls it, and with which cipher. */
  chipAuthentication?: { curve: string; cipher: CipherName };
  /** `rsa`, of 2,048 bits, or a curve. */
  activeAuthentication?: { key: string; digest: Digest };
  /** DG2; a JPEG in ISO 19794-5 where not given. */
  face?: Uint8Array;
}

/** A passport with everything that may stand in one: DG1, DG2, DG11, DG12 and the keys that it is to have. */
export const makePassport = (holder: ForeignHolder, issuer: Issuer, options: ForeignOptions = {}): Promise<Card> =>
  makeForeignDocument(passportDg1Of(holder), holder, issuer, options);

/** An identity card (TD1) with the same. */
export const makeIdentityCard = (holder: ForeignHolder, issuer: Issuer, options: ForeignOptions = {}): Promise<Card> =>
  makeForeignDocument(identityCardDg1Of(holder), holder, issuer, options);

async function makeForeignDocument(
  dg1: Uint8Array,
  holder: ForeignHolder,
  issuer: Issuer,
  { pace = [], chipAuthentication, activeAuthentication, face = dg2Of('jpeg'), ...signature }: ForeignOptions,
): Promise<Card> {
  const agreement = chipAuthentication && makeKey(chipAuthentication.curve);
  const active = activeAuthentication && makeKey(activeAuthentication.key);
  const mappingSuite = pace.find(({ mapping }) => mapping === 'CAM');
  const mapping = mappingSuite && makeKey(curveOf(mappingSuite.parameterId)?.name ?? '');

  const access = pace.map(paceInfo);
  const infos = [...access];
  if (chipAuthentication && agreement)
    infos.push(chipAuthenticationInfo(chipAuthentication.cipher), chipAuthenticationPublicKeyInfo(agreement.publicKey));
  if (activeAuthentication && activeAuthentication.key !== 'rsa')
    infos.push(activeAuthenticationInfo(activeAuthentication.digest));

  const groups = new Map([
    [1, dg1],
    [2, face],
    [11, dg11Of(holder)],
    [12, dg12Of(holder)],
  ]);
  if (infos.length > 0) groups.set(14, dg14Of(securityInfosOf(infos)));
  if (active) groups.set(15, dg15Of(active.publicKey));

  const masterFile = new Map<number, Uint8Array>();
  if (pace.length > 0) masterFile.set(fileId.cardAccess, securityInfosOf(access));
  if (mappingSuite && mapping) {
    const key = chipAuthenticationPublicKeyInfo(standardizedKey(mapping.publicKey, mappingSuite.parameterId));
    masterFile.set(fileId.cardSecurity, await issuer.signCardSecurity('signer', securityInfosOf([...access, key])));
  }
  return {
    passwords: { mrz: foreignMrzKey(holder) },
    masterFile: asJson(masterFile),
    application: asJson(await signed(groups, issuer, signature)),
    keys: {
      ...(active && { activeAuthentication: { pkcs8: active.privateKey, digest: activeAuthentication.digest } }),
      ...(agreement && { chipAuthentication: [{ pkcs8: agreement.privateKey }] }),
      ...(mapping && { chipAuthenticationMapping: mapping.privateKey }),
    },
    conduct: {},
  };
}

export const citizenMrzKey = ({ personalNumber, birthDate, expiryDate }: SyntheticPerson) => ({
  documentNumber: personalNumber.slice(3),
  birthDate: mrzDate(birthDate),
  expiryDate: mrzDate(expiryDate),
});

export const foreignMrzKey = ({ documentNumber, birthDate, expiryDate }: ForeignHolder) => ({
  documentNumber,
  birthDate: mrzDate(birthDate),
  expiryDate: mrzDate(expiryDate),
});

/** The same card with some files of its application, by identifier in hex, replaced or taken away. */
export function withFiles(card: Card, files: Record<string, Uint8Array | undefined>): Card {
  const application = { ...card.application };
  for (const [id, file] of Object.entries(files)) {
    if (file) application[id] = Buffer.from(file).toString('base64');
    else Reflect.deleteProperty(application, id);
  }
  return { ...card, application };
}

/** @param id of a file of the application, in hex */
export function fileOf(card: Card, id: string): Uint8Array {
  const file = card.application[id];
  if (file === undefined) throw new Error(`no file ${id}`);
  return Uint8Array.from(Buffer.from(file, 'base64'));
}

/** The application's files: data groups, EF.COM that lists them, EF.SOD that signs them. */
async function signed(
  dataGroups: ReadonlyMap<number, Uint8Array>,
  issuer: Issuer,
  { signer = 'signer', version = 0, digest, cms }: Signature,
): Promise<Map<number, Uint8Array>> {
  return new Map([
    [fileId.com, comOf([...dataGroups.keys()])],
    [fileId.sod, await issuer.sign(signer, securityObjectOf(dataGroups, version, digest), cms)],
    ...[...dataGroups].map(([number, file]): [number, Uint8Array] => [fileId.dataGroup(number), file]),
  ]);
}

const overlaid = (groups: ReadonlyMap<number, Uint8Array>, over: ReadonlyMap<number, Uint8Array> = new Map()) =>
  new Map([...groups, ...over].sort(([a], [b]) => a - b));

const asJson = (files: ReadonlyMap<number, Uint8Array>) =>
  Object.fromEntries(
    [...files].map(([id, file]) => [id.toString(16).padStart(4, '0'), Buffer.from(file).toString('base64')]),
  );

/** @param kind `rsa`, of 2,048 bits, or a curve as node:crypto calls it @returns SubjectPublicKeyInfo, DER, and PKCS #8, base64 */
export function makeKey(kind: string) {
  const { publicKey, privateKey } =
    kind === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2_048 })
      : generateKeyPairSync('ec', { namedCurve: kind });
  return {
    publicKey: new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
  };
}
