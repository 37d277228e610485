import { hexToBytes } from '@noble/hashes/utils.js';
import {
  type ChipEvidence,
  type ChipPhase,
  type ChipProof,
  type DocumentRead,
  chipEvidenceSchema,
  chipLimits,
} from '../../src/contract/chip.ts';
import type { Document, ForeignDocument } from '../../src/contract/person.ts';
import { type Result, failed, ok } from '../../src/contract/result.ts';
import { type CardChannel, CardLost, type ChipReadRequest } from '../ports.ts';
import type { Random } from './access/domain-parameters.ts';
import { chipHoldsMappedKey } from './access/chip-mapping.ts';
import { type Access, confirmCardAccess, openAccess, readCardAccess, reopenAccess } from './access/open-access.ts';
import type { SecurityInfos } from './access/security-infos.ts';
import { ChipError, malformed } from './chip-error.ts';
import { elementaryFile } from './codec/files.ts';
import { parseDg15 } from './document/dg15.ts';
import { showableFace } from './document/face.ts';
import { describeHolder } from './document/holder.ts';
import { Exchange } from './messaging/exchange.ts';
import type { ReadLengths } from './messaging/read-lengths.ts';
import { Stages } from './progress.ts';
import { signChallenge } from './proof/active-authentication.ts';
import { cardSecurityInfos } from './proof/card-security.ts';
import { authenticateChip } from './proof/chip-authentication.ts';
import { isIntact } from './proof/passive-authentication.ts';
import {
  type SignedReading,
  type SodVerdict,
  judgeFor,
  judgeSod,
  proveReading,
  signedInfos,
} from './proof/prove-reading.ts';
import { parseSod } from './proof/sod.ts';
import type { TrustStore } from './proof/trust-store.ts';
import { OpenChip } from './open-chip.ts';

/** What one reading is given; all but `trust`, clocks and randomness may be absent. */
export interface ReadOptions {
  trust: TrustStore;
  /** Wall time, milliseconds since the epoch. */
  now: () => number;
  /** Milliseconds that only grow. */
  monotonic: () => number;
  /** Cryptographically strong. */
  random: Random;
  /** What earlier readings learnt of readers and cards; each reading learns anew where absent. */
  lengths?: ReadLengths;
  /** `fraction` is of the phase, 0 to 1; while reading it counts bytes. Never goes back. */
  onProgress?(phase: ChipPhase, fraction: number): void;
  /**
   * Called once, as soon as DG1 is there and compared with EF.SOD, while longer files are still to come. `sofar` tells of DG1 alone:
   * whoever shows the person looks at it first.
   */
  onPerson?: (person: Document | ForeignDocument, sofar: ChipProof['passiveAuthentication']) => void;
}

/**
 * Reads and proves one chip, from the first command after connecting to the verdicts. A proof that fails is recorded; it is no
 * failure.
 * @returns or `CARD_REMOVED`, `CARD_ACCESS_DENIED` (wrong CAN or MRZ), `CARD_NOT_SUPPORTED` (no eMRTD, or no protocol in common),
 * `CARD_DATA_INVALID` (files that cannot be understood), `CARD_UNREADABLE` (the chip breaks the protocol)
 */
export async function readDocument(
  channel: CardChannel,
  request: ChipReadRequest,
  options: ReadOptions,
): Promise<Result<DocumentRead>> {
  try {
    return ok(await read(new Exchange(channel, options), request, options));
  } catch (error) {
    if (error instanceof CardLost) return failed('CARD_REMOVED');
    if (error instanceof ChipError) return failed(error.code);
    throw error;
  }
}

async function read(exchange: Exchange, request: ChipReadRequest, options: ReadOptions): Promise<DocumentRead> {
  const stages = new Stages(options);

  // Straight after connecting: inside the application the same identifier is another file's.
  const cardAccess = await stages.run('connect', () => readCardAccess(exchange));
  const opened = await stages.run('access', () => openAccess(exchange, cardAccess, request, options.random));
  const reopen = () => reopenAccess(exchange, cardAccess, opened.access, request, options.random);

  const groups = [15, 14, 11, 12, ...(request.face ? [2] : [])];
  const chip = new OpenChip(exchange, reopen, [1, ...groups], (fraction) => stages.report('read', fraction));
  const reading = await stages.run('read', () => readFiles(exchange, chip, groups, options));
  const chipAuthentication = await stages.run('authenticate', async () => {
    reading.activeAuthentication = await authenticateActively(exchange, chip, reading, request.challenge);
    return authenticateByKey(exchange, chip, opened, reading, options);
  });
  // Last, since a refusal may cost the secure channel.
  await stages.run('read', () => addGroups(chip, reading, [13]));

  const verified = await stages.run('verify', async () => ({
    document: describeHolder(reading.dataGroups, options.now()),
    proof: proveReading(reading, reading.verdict(), request.challenge),
    ...(await faceOf(reading)),
  }));
  return {
    access: opened.access,
    cardAccess: confirmCardAccess(cardAccess, opened.access !== 'bac-mrz', provedInfos(reading)),
    chipAuthentication,
    dataGroups: [...reading.dataGroups.keys()].sort((a, b) => a - b).map((number) => `DG${number}`),
    ...verified,
    evidence: evidenceOf(reading),
    statistics: { ...exchange.statistics, stagesMs: stages.milliseconds },
  };
}

interface Reading extends SignedReading {
  sodFile: Uint8Array;
  dataGroups: Map<number, Uint8Array>;
  /** Of EF.SOD; found out once. */
  verdict: () => SodVerdict;
}

/** EF.SOD first: its signature is checked while DG1 comes, and with DG1 it tells who this is. */
async function readFiles(
  exchange: Exchange,
  chip: OpenChip,
  groups: readonly number[],
  { trust, now, onPerson }: ReadOptions,
): Promise<Reading> {
  const sodFile = await chip.required(elementaryFile.sod);
  const sod = parseSod(sodFile);
  let judged: SodVerdict | undefined;
  const verdict = () => (judged ??= judgeSod(sod, trust, now()));
  exchange.whileWaiting(verdict);

  const dg1 = await chip.required(elementaryFile.dataGroup(1));
  const dataGroups = new Map([[1, dg1]]);
  const hashes = isIntact(sod, 1, dg1) ? 'match' : 'mismatch';
  onPerson?.(describeHolder(dataGroups, now()), { hashes, ...judgeFor(sod, dg1, verdict()) });

  const com = await chip.optional(elementaryFile.com);
  const reading: Reading = { sod, sodFile, com, dataGroups, activeAuthentication: undefined, verdict };
  await addGroups(chip, reading, groups);
  return reading;
}

/** Those of the data groups that the issuer signed and the chip yields. */
async function addGroups(chip: OpenChip, { sod, dataGroups }: Reading, numbers: readonly number[]): Promise<void> {
  const isSigned = (number: number) => sod.hashes.has(number);
  for (const number of numbers.filter((each) => !isSigned(each))) chip.skip(elementaryFile.dataGroup(number));
  for (const number of numbers.filter(isSigned)) {
    const group = elementaryFile.dataGroup(number);
    const file = await (number === 14 || number === 15 ? chip.proving(group) : chip.optional(group));
    if (file) dataGroups.set(number, file);
  }
}

async function authenticateActively(exchange: Exchange, chip: OpenChip, { dataGroups }: Reading, challenge: string) {
  const dg15 = dataGroups.get(15);
  const key = dg15 && parseDg15(dg15);
  if (key === undefined) return undefined;
  const signature = await chip.insist(() => signChallenge(exchange, key, hexToBytes(challenge)));
  return { challenge, signature };
}

/** By PACE's own mapping where the chip has it, else by chip authentication, after whose failure the chip is opened once more. */
async function authenticateByKey(
  exchange: Exchange,
  chip: OpenChip,
  { chipMapping, cardSecurity }: Access,
  reading: Reading,
  { trust, now, random }: ReadOptions,
): Promise<DocumentRead['chipAuthentication']> {
  const infos = signedInfos(reading);
  if (chipMapping) {
    const { issuer } = reading.verdict();
    const signed = [infos, cardSecurity && cardSecurityInfos(cardSecurity, trust, now(), issuer)];
    const keys = signed.flatMap((each) => each?.chipAuthenticationKeys ?? []);
    if (keys.some(({ publicKey }) => chipHoldsMappedKey(chipMapping, publicKey))) return 'passed';
  }
  // A copy that hides DG14 would else pass for a card without a key.
  if (infos === undefined) return reading.sod.hashes.has(14) ? 'failed' : 'absent';
  const outcome = await chip.insist(() => authenticateChip(exchange, infos, random));
  if (outcome === 'failed') chip.channelLost();
  return chipMapping && outcome === 'absent' ? 'failed' : outcome;
}

/** Of a DG14 that is the signer's word. */
const provedInfos = (reading: Reading): SecurityInfos | undefined =>
  reading.verdict().signature === 'valid' ? signedInfos(reading) : undefined;

/** Only a face whose hash is signed is worth decoding. */
async function faceOf({ sod, dataGroups, verdict }: Reading): Promise<Pick<DocumentRead, 'face'>> {
  const dg2 = dataGroups.get(2);
  const face = dg2 && isIntact(sod, 2, dg2) && verdict().signature === 'valid' ? await showableFace(dg2) : undefined;
  return face ? { face } : {};
}

function evidenceOf({ com, sodFile, dataGroups, activeAuthentication }: Reading): ChipEvidence {
  const evidence = chipEvidenceSchema.safeParse({
    version: 1,
    ...(com && { com: base64(com) }),
    sod: base64(sodFile),
    dataGroups: Object.fromEntries(
      [...dataGroups].filter(fitsEvidence).map(([number, file]) => [`dg${number}`, base64(file)]),
    ),
    ...(activeAuthentication && {
      activeAuthentication: { ...activeAuthentication, signature: base64(activeAuthentication.signature) },
    }),
  });
  if (!evidence.success) throw malformed('a file too large for evidence');
  return evidence.data;
}

/** What nobody signed may be as long as it likes: it is left out instead of refusing the card. */
const fitsEvidence = ([number, file]: [number, Uint8Array]) => number <= 2 || file.length <= chipLimits.evidence;

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
