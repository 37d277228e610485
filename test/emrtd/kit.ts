import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { ChipPhase, MrzKey } from '../../src/contract/chip.ts';
import { createTrustStore, readDocument, type ReadOptions, type TrustStore } from '../../drivers/emrtd/index.ts';
import { type CardChannel, CardLost } from '../../drivers/ports.ts';
import type { Card } from '../../drivers/simulated/cards/card.ts';
import { Issuer, type SignerOptions } from '../../drivers/simulated/cards/pki.ts';
import { type Chip, type ChipOptions, createChip } from '../../drivers/simulated/chip/chip.ts';

export { fileOf, withFiles } from '../../drivers/simulated/cards/make-card.ts';

export const challenge = '0123456789abcdef';

export const fromHex = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));
export const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

/** Gone when the file's tests are over. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'emrtd-'));
  folders.push(folder);
  return folder;
}

/** An authority with one signer. */
export async function issuerWith(signer: SignerOptions = {}, authority: SignerOptions = {}, name = 'authority') {
  const issuer = new Issuer(await temporaryFolder(), name);
  await issuer.create(authority);
  await issuer.addSigner('signer', signer);
  return issuer;
}

export const trusting = (...issuers: Issuer[]): TrustStore =>
  createTrustStore(issuers.map((issuer) => ({ name: issuer.name, bytes: readFileSync(issuer.certificate) })));

export const chipOf = (card: Card, options: Partial<ChipOptions> = {}) =>
  createChip(card, { random: randomBytes, ...options });

/** A card in memory. @param pulledAt the APDU, counted from 1, that it does not answer */
export function channelTo(chip: Pick<Chip, 'process'>, pulledAt = Infinity): CardChannel & { sent: Uint8Array[] } {
  const sent: Uint8Array[] = [];
  return {
    sent,
    transmit(command) {
      sent.push(command);
      if (sent.length >= pulledAt) return Promise.reject(new CardLost());
      return Promise.resolve(chip.process(command));
    },
    close: () => Promise.resolve(),
  };
}

export interface ReadSettings {
  mrz?: MrzKey | undefined;
  face?: boolean;
  now?: number;
  onProgress?: (phase: ChipPhase, fraction: number) => void;
  onPerson?: NonNullable<ReadOptions['onPerson']>;
}

export const read = (channel: CardChannel, trust: TrustStore, can: string | undefined, settings: ReadSettings = {}) =>
  readDocument(
    channel,
    { can, mrz: settings.mrz, challenge, face: settings.face },
    {
      trust,
      now: () => settings.now ?? Date.now(),
      monotonic: () => performance.now(),
      random: randomBytes,
      ...(settings.onProgress && { onProgress: settings.onProgress }),
      ...(settings.onPerson && { onPerson: settings.onPerson }),
    },
  );
