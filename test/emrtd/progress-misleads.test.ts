import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { readDocument, type ReadOptions, type TrustStore } from '../../drivers/emrtd/index.ts';
import type { Card } from '../../drivers/simulated/cards/card.ts';
import { dg1Of } from '../../drivers/simulated/cards/files.ts';
import { makeCard } from '../../drivers/simulated/cards/make-card.ts';
import { people } from '../../drivers/simulated/people.ts';
import { type ChipPhase, chipPhaseSchema } from '../../src/contract/chip.ts';
import { challenge, channelTo, chipOf, fileOf, fromHex, issuerWith, trusting, withFiles } from './kit.ts';

const [, citizen] = people;

let card: Card;
let trust: TrustStore;
beforeAll(async () => {
  const issuer = await issuerWith();
  trust = trusting(issuer);
  card = await makeCard(citizen, issuer);
});

interface Told {
  phase: ChipPhase;
  fraction: number;
  /** APDUs answered by then. */
  apdus: number;
}

type OnPerson = NonNullable<ReadOptions['onPerson']>;

async function readingOf(chosen: Card, face = true) {
  const channel = channelTo(chipOf(chosen));
  const { sent } = channel;
  const told: Told[] = [];
  const persons: { person: Parameters<OnPerson>[0]; sofar: Parameters<OnPerson>[1]; apdus: number }[] = [];
  const result = await readDocument(
    channel,
    { can: chosen.passwords.can, challenge, face },
    {
      trust,
      now: () => Date.now(),
      monotonic: () => performance.now(),
      random: randomBytes,
      onProgress: (phase, fraction) => told.push({ phase, fraction, apdus: sent.length }),
      onPerson: (person, sofar) => persons.push({ person, sofar, apdus: sent.length }),
    },
  );
  return { result, told, persons, sent };
}

/** READ BINARY of DG2 by its short identifier, 02: secure messaging leaves INS, P1 and P2 as they are. */
const beginsFace = (command: Uint8Array) => command[1] === 0xb0 && command[2] === 0x82;
/** The offset of the other commands that read it. */
const offsetOf = ([, , p1 = 0, p2 = 0]: Uint8Array) => p1 * 256 + p2;

/** What was told last before this command went out. */
const toldBefore = (told: readonly Told[], command: number) => told.findLast(({ apdus }) => apdus <= command);

describe('the progress', () => {
  it.each([
    ['with the face', true],
    ['without it', false],
  ])('of a reading %s begins each phase at 0, ends it at 1, and never falls', async (_, face) => {
    const { result, told } = await readingOf(card, face);
    expect(result).toMatchObject({ ok: true });
    const phases = chipPhaseSchema.options;
    expect([...new Set(told.map(({ phase }) => phase))]).toEqual(phases);
    for (const phase of phases) {
      const fractions = told.filter((each) => each.phase === phase).map(({ fraction }) => fraction);
      expect([phase, fractions.at(0), fractions.at(-1)]).toEqual([phase, 0, 1]);
    }
    const positions = told.map(({ phase, fraction }) => phases.indexOf(phase) + fraction);
    expect(positions).toEqual(positions.toSorted((a, b) => a - b));
    expect(told.every(({ fraction }) => fraction >= 0 && fraction <= 1)).toBe(true);
    expect(told.at(-1)).toMatchObject({ phase: 'verify', fraction: 1 });
  });

  it('counts bytes: the face is most of them', async () => {
    const { told, sent } = await readingOf({ ...card, conduct: { extendedLength: false } });
    const size = fileOf(card, '0102').length;
    const first = sent.findIndex(beginsFace);
    const half = sent.findIndex((command, index) => index > first && offsetOf(command) >= size / 2);
    expect(half - first).toBeGreaterThan(20);
    const [atFirst, atHalf] = [toldBefore(told, first), toldBefore(told, half)];
    expect([atFirst?.phase, atHalf?.phase]).toEqual(['read', 'read']);
    expect(atFirst?.fraction).toBeGreaterThan(0);
    expect(atFirst?.fraction).toBeLessThan(0.3);
    expect(Math.abs((atHalf?.fraction ?? 0) - 0.5)).toBeLessThan(0.1);
  });
});

describe('the person', () => {
  it('is told once, before the face is asked for', async () => {
    const { persons, sent } = await readingOf(card);
    expect(persons).toEqual([
      {
        person: expect.objectContaining({ personalNumber: citizen.personalNumber, nameFrom: 'mrz' }) as unknown,
        sofar: { hashes: 'match', signature: 'valid', issuer: 'trusted' },
        apdus: expect.any(Number) as unknown,
      },
    ]);
    expect(persons[0]?.apdus).toBeLessThanOrEqual(sent.findIndex(beginsFace));
  });

  it('is told as somebody else where DG1 was changed, and that it was', async () => {
    const forged = dg1Of({ ...citizen, mrzName: 'TRAN<<VAN<KHAC' });
    const { persons } = await readingOf(withFiles(card, { '0101': forged }));
    expect(persons).toMatchObject([
      { person: { fullName: 'TRAN VAN KHAC' }, sofar: { hashes: 'mismatch', signature: 'valid' } },
    ]);
  });

  it.each([
    ['has no machine readable zone', fromHex('61055f1f02aabb')],
    // Behind the document number: 14 characters after the headers of 5 bytes.
    ['has a wrong check digit', dg1Of(citizen).with(19, 0x3c)],
    ['is another file', fromHex('6d00')],
  ])('is not told where DG1 %s', async (_, dg1) => {
    const { persons, result } = await readingOf(withFiles(card, { '0101': dg1 }));
    expect(persons).toEqual([]);
    expect(result.ok).toBe(false);
  });
});
