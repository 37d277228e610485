import { hexToBytes } from '@noble/hashes/utils.js';
import { type ChipEvidence, type ChipPhase, type DocumentRead, chipLimits } from '../../src/contract/chip.ts';
import { type Result, failed, ok } from '../../src/contract/result.ts';
import { type CardChannel, CardLost, type ChipReadRequest } from '../ports.ts';
import { instruction, status } from './codec/apdu.ts';
import { ChipError, malformed, protocolBroken } from './chip-error.ts';
import { parseDg15 } from './document/dg15.ts';
import { Exchange } from './messaging/exchange.ts';
import { applicationId, fileId } from './codec/files.ts';
import { type Random, canPassword, establishPace } from './access/pace.ts';
import { ByteCount, Stages } from './progress.ts';
import { readFile } from './messaging/read-file.ts';
import { SecureMessaging } from './messaging/secure-messaging.ts';
import { cccdCardAccess, offersPace } from './access/security-infos.ts';
import { parseSod } from './proof/sod.ts';
import type { TrustStore } from './proof/trust-store.ts';
import { verifyEvidence } from './proof/verify-evidence.ts';

export interface ReadOptions {
  trust: TrustStore;
  /** Wall time, milliseconds since the epoch. */
  now: () => number;
  /** Milliseconds that only grow. */
  monotonic: () => number;
  /** Cryptographically strong. */
  random: Random;
  /** `fraction` is of the phase, 0 to 1; while reading it counts bytes. Never goes back. */
  onProgress?(phase: ChipPhase, fraction: number): void;
}

/** Bytes that a file is expected to have until its header is read. */
const expectedSizes = new Map([
  [fileId.com, 30],
  [fileId.sod, 2_000],
  [fileId.dataGroup(1), 93],
  [fileId.dataGroup(15), 300],
]);

/**
 * Reads and proves one chip, from the first command after connecting to the verdicts. A proof that fails is recorded in
 * `proof`; it is no failure.
 * @returns or `CARD_REMOVED`, `CARD_ACCESS_DENIED` (wrong CAN), `CARD_NOT_SUPPORTED` (no ICAO document, or none of Vietnam's
 * identity cards), `CARD_DATA_INVALID` (files that cannot be understood), `CARD_UNREADABLE` (the chip breaks the protocol)
 */
export async function readDocument(
  channel: CardChannel,
  request: ChipReadRequest,
  options: ReadOptions,
): Promise<Result<DocumentRead>> {
  try {
    return await read(new Exchange(channel), request, options);
  } catch (error) {
    if (error instanceof CardLost) return failed('CARD_REMOVED');
    if (error instanceof ChipError) return failed(error.code);
    throw error;
  }
}

async function read(exchange: Exchange, request: ChipReadRequest, options: ReadOptions): Promise<Result<DocumentRead>> {
  const stages = new Stages(options);

  // Straight after connecting: inside the application the same identifier is another file's.
  const cardAccess = await stages.run('connect', () => readCardAccess(exchange));

  await stages.run('access', async () => {
    if (!offersPace(cardAccess)) throw new ChipError('CARD_NOT_SUPPORTED', 'no PACE suite in common');
    const keys = await establishPace(exchange, canPassword(request.can ?? ''), options.random);
    exchange.protect(new SecureMessaging(keys));
    await selectApplication(exchange);
  });

  const { com, sod, listed, dg1, dg15 } = await stages.run('read', async () => {
    const bytes = new ByteCount(expectedSizes, (fraction) => stages.report('read', fraction));
    const readNext = (id: number) => readFile(exchange, id, bytes.of(id));
    const com = await readNext(fileId.com);
    const sod = present(await readNext(fileId.sod));
    const listed = parseSod(sod).hashes;
    const dg1 = present(await readNext(fileId.dataGroup(1)));
    const dg15 = listed.has(15) ? await readNext(fileId.dataGroup(15)) : undefined;
    return { com, sod, listed, dg1, dg15 };
  });

  const signature = dg15 && (await stages.run('authenticate', () => signChallenge(exchange, dg15, request.challenge)));

  // Last, since a refusal may cost the secure channel and nothing after it needs the chip.
  const dg13 = await stages.run('read', () => (listed.has(13) ? readOptional(exchange, 13) : undefined));

  return stages.run('verify', () => {
    const evidence: ChipEvidence = {
      version: 1,
      ...(com && { com: base64(com) }),
      sod: base64(sod),
      dataGroups: { dg1: base64(dg1), ...(dg13 && { dg13: base64(dg13) }), ...(dg15 && { dg15: base64(dg15) }) },
      ...(signature && { activeAuthentication: { challenge: request.challenge, signature: base64(signature) } }),
    };
    const verified = verifyEvidence(evidence, { ...options, challenge: request.challenge });
    if (!verified.ok) return verified;
    return ok<DocumentRead>({
      access: 'pace-can',
      cardAccess: 'unconfirmed',
      chipAuthentication: 'absent',
      dataGroups: Object.keys(evidence.dataGroups).map((name) => name.toUpperCase()),
      ...verified.value,
      evidence,
      statistics: { ...exchange.statistics, stagesMs: stages.milliseconds },
    });
  });
}

/** Directly, then from the master file; some readers and chips yield it in neither way. */
async function readCardAccess(exchange: Exchange): Promise<Uint8Array> {
  const direct = await readable(() => readFile(exchange, fileId.cardAccess));
  if (direct) return direct;
  await exchange.send({ ins: instruction.select, p1: 0x00, p2: 0x0c, data: Uint8Array.of(0x3f, 0x00) });
  return (await readable(() => readFile(exchange, fileId.cardAccess))) ?? cccdCardAccess;
}

async function selectApplication(exchange: Exchange): Promise<void> {
  const { sw } = await exchange.send({ ins: instruction.select, p1: 0x04, p2: 0x0c, data: applicationId });
  if (sw === status.fileNotFound) throw new ChipError('CARD_NOT_SUPPORTED', 'no eMRTD application');
  if (sw !== status.success) throw protocolBroken(`SELECT AID: ${sw.toString(16)}`);
}

/** INTERNAL AUTHENTICATE (ICAO 9303-11 §6.1). A chip that refuses gives an empty signature, which proves nothing. */
async function signChallenge(exchange: Exchange, dg15: Uint8Array, challenge: string): Promise<Uint8Array> {
  // From RSA-1848 on a protected answer exceeds 256 bytes.
  const { modulusLength = 0 } = parseDg15(dg15).asymmetricKeyDetails ?? {};
  const le = modulusLength > 1_848 ? 65_536 : 256;
  const command = { ins: instruction.internalAuthenticate, p1: 0, p2: 0, data: hexToBytes(challenge), le };
  const { data, sw } = await exchange.send(command);
  if (data.length > chipLimits.activeAuthenticationSignature) throw malformed('signature too long');
  return sw === status.success ? data : new Uint8Array();
}

/** A data group that no reading may fail for. */
const readOptional = (exchange: Exchange, dataGroup: number) =>
  readable(() => readFile(exchange, fileId.dataGroup(dataGroup)));

async function readable(reading: () => Promise<Uint8Array | undefined>): Promise<Uint8Array | undefined> {
  try {
    return await reading();
  } catch (error) {
    if (error instanceof ChipError) return undefined;
    throw error;
  }
}

function present(file: Uint8Array | undefined): Uint8Array {
  if (file === undefined) throw malformed('a file that every document has is missing');
  return file;
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
