import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { makeCards } from '../../drivers/simulated/cards/make-cards.ts';
import { type ChipBench, startChipBench } from '../../drivers/simulated/chip/bench.ts';

let cards: string;
beforeAll(async () => {
  cards = await mkdtemp(join(tmpdir(), 'cards-'));
  await makeCards(cards);
});
afterAll(() => rm(cards, { recursive: true, force: true }));

async function runDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'chip-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

async function bench(): Promise<ChipBench> {
  const started = await startChipBench({ cardsDirectory: cards, runDirectory: await runDirectory() });
  onTestFinished(() => started.close());
  return started;
}

/** What Debian's scriptor, which nobody here wrote, gets as answers over PC/SC; empty where it finds no card. */
async function scriptor(pcscSocket: string, ...commands: string[]): Promise<string[]> {
  const child = execFile('scriptor', ['-r', 'Virtual PCD 00 00'], {
    env: { ...process.env, PCSCLITE_CSOCK_NAME: pcscSocket },
    timeout: 10_000,
  });
  let output = '';
  child.stdout?.on('data', (chunk: string) => (output += chunk));
  child.stderr?.resume();
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(commands.map((command) => `${command}\n`).join(''));
  await once(child, 'close');
  return [...output.matchAll(/^< ([0-9A-F ]+?)\s*:/gm)].map(([, answer = '']) => answer.replaceAll(' ', ''));
}

const selectApplication = '00 A4 04 0C 07 A0 00 00 02 47 10 01';
const whenSeen = { timeout: 10_000, interval: 100 };

describe('the simulated chip in a real pcscd', () => {
  it('answers an independent client, and nothing once it is taken away', async () => {
    const chip = await bench();
    await chip.insert('valid');
    await vi.waitFor(async () => {
      const answers = await scriptor(chip.pcscSocket, '00 A4 02 0C 02 01 1C', '00 B0 00 00 06', selectApplication);
      expect(answers).toEqual(['9000', '3134300D06089000', '9000']);
    }, whenSeen);
    await chip.remove();
    await vi.waitFor(async () => expect(await scriptor(chip.pcscSocket, selectApplication)).toEqual([]), whenSeen);
  });

  it('leaves at the APDU it was told to', async () => {
    const chip = await bench();
    await chip.insert('valid');
    await vi.waitFor(
      async () => expect(await scriptor(chip.pcscSocket, selectApplication)).toEqual(['9000']),
      whenSeen,
    );
    await chip.pullAfter(3);
    const answers = await scriptor(chip.pcscSocket, ...Array.from({ length: 5 }, () => selectApplication));
    expect(answers.filter((answer) => answer === '9000')).toHaveLength(2);
  });

  it('is found again where pcscd was killed under it', async () => {
    const chip = await bench();
    await chip.insert('foreign');
    await vi.waitFor(
      async () => expect(await scriptor(chip.pcscSocket, selectApplication)).toEqual(['6A82']),
      whenSeen,
    );
    await chip.killPcscd('SIGKILL');
    expect(await scriptor(chip.pcscSocket, selectApplication)).toEqual([]);
    await chip.startPcscd();
    await vi.waitFor(
      async () => expect(await scriptor(chip.pcscSocket, selectApplication)).toEqual(['6A82']),
      whenSeen,
    );
  });

  it('refuses a card that was never made', async () => {
    const chip = await bench();
    await expect(chip.insert('nobody')).rejects.toThrow('ENOENT');
    await expect(chip.insert('../valid')).rejects.toThrow('not a card identifier');
  });
});

describe('the bench', () => {
  it('says what it cannot do', async () => {
    const long = join(await runDirectory(), 'x'.repeat(90));
    await expect(startChipBench({ cardsDirectory: cards, runDirectory: long })).rejects.toThrow('too long a name');
    await expect(startChipBench({ cardsDirectory: cards, runDirectory: '/run/x' })).rejects.toThrow('/run');
    const missing = join(await runDirectory(), 'missing');
    await expect(startChipBench({ cardsDirectory: cards, runDirectory: missing })).rejects.toThrow('no bind mount');
  });

  it('leaves no pcscd behind where its owner is killed', async () => {
    const directory = await runDirectory();
    const options = JSON.stringify({ cardsDirectory: cards, runDirectory: directory });
    const module = new URL('../../drivers/simulated/chip/bench.ts', import.meta.url).href;
    const source = `const { startChipBench } = await import(${JSON.stringify(module)}); await startChipBench(${options}); console.log('up');`;
    const owner = spawn(process.execPath, ['--input-type=module', '-e', source], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void owner.kill('SIGKILL'));
    await once(owner.stdout, 'data');
    expect(await isServed(join(directory, 'pcscd.comm'))).toBe(true);

    owner.kill('SIGKILL');
    await vi.waitFor(async () => expect(await isServed(join(directory, 'pcscd.comm'))).toBe(false), whenSeen);
  });
});

async function isServed(path: string): Promise<boolean> {
  const socket = connect(path);
  const served = await Promise.race([
    once(socket, 'connect').then(
      () => true,
      () => false,
    ),
    pause(1_000, false),
  ]);
  socket.destroy();
  return served;
}
