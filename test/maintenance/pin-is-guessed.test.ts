import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createAccess, lockAfter } from '../../src/main/maintenance/access.ts';
import { openStore, type Store } from '../../src/main/store/store.ts';
import { scryptHash } from '../../src/scrypt.ts';
import { ManualClock } from '../support/manual-clock.ts';

const directories: string[] = [];
const pin = await scryptHash('24681357');
let clock: ManualClock;
let store: Store;
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tram-'));
  directories.push(directory);
  clock = new ManualClock();
  store = openStore(directory);
});
afterAll(() => directories.forEach((each) => rmSync(each, { recursive: true })));

const guess = async (access: ReturnType<typeof createAccess>, times: number) => {
  for (let time = 0; time < times; time += 1) await access.check('11111111');
};

describe('somebody guesses the PIN all night', () => {
  it('locks after five failures, for 15 s and then twice as long each time', async () => {
    const access = createAccess(pin, store, clock);
    await guess(access, 4);
    expect(await access.check('11111111')).toEqual({ ok: false, code: 'PIN_LOCKED', lockedSeconds: 15 });
    expect(await access.check('24681357')).toMatchObject({ code: 'PIN_LOCKED' });
    clock.pass(15_000);
    expect(await access.check('11111111')).toEqual({ ok: false, code: 'PIN_LOCKED', lockedSeconds: 30 });
    clock.pass(30_000);
    expect(await access.check('24681357')).toEqual({ ok: true, value: undefined });
    expect(await access.check('11111111')).toEqual({ ok: false, code: 'PIN_WRONG' });
  });

  it('gains nothing by setting the clock or by pulling the plug', async () => {
    await guess(createAccess(pin, store, clock), 5);
    clock.setWallClock('2036-01-01T00:00:00Z');
    store.close();
    const restarted = createAccess(pin, openStore(directory), new ManualClock());
    expect(await restarted.check('24681357')).toEqual({ ok: false, code: 'PIN_LOCKED', lockedSeconds: 15 });
  });

  it('never locks for ever', () => {
    expect(Array.from({ length: 16 }, (_, failures) => lockAfter(failures)).at(-1)).toBe(3_600_000);
  });
});
