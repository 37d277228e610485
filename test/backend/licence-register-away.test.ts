import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { drivers } from '../../drivers/simulated/licences.ts';
import { licenceRegister } from '../../src/backend/adapters/licence/client.ts';
import {
  demonstrationToken,
  startLicenceRegisterSimulator,
  type RegisteredDriver,
} from '../../src/backend/adapters/licence/simulator.ts';
import type { LogEntry } from '../../src/backend/log.ts';
import { auditRecordsSchema } from '../../src/contract/audit-records.ts';
import { licenceRecordSchema } from '../../src/contract/licence.ts';
import { kioskOf, newKey, startBackend } from './support/backend.ts';
import { trustOfCards, useCards } from './support/cards.ts';
import { databases } from './support/databases.ts';
import { initialise, newSite, runServer } from './support/process.ts';
import { signedIn } from './support/staff.ts';

useCards();

async function registerForTest({ token = demonstrationToken, timeoutMs = 2_000 } = {}, people = drivers) {
  const simulator = await startLicenceRegisterSimulator({ people });
  onTestFinished(() => simulator.close());
  const log: LogEntry[] = [];
  const clock = { now: Date.now() };
  const settings = { url: simulator.url, timeoutMs };
  const register = licenceRegister(
    settings,
    token,
    () => clock.now,
    (entry) => log.push(entry),
  );
  return { simulator, register, log, clock };
}

/** A centre with a register, and a kiosk that has had a card proved. */
async function centre(options: Parameters<typeof startBackend>[0] = {}) {
  const { simulator, register } = await registerForTest();
  const backend = await startBackend({ trust: await trustOfCards(), licenceRegister: register, ...options });
  const kiosk = kioskOf(backend.url);
  const lookUp = (verificationId: string, from = kiosk, key = newKey()) =>
    from.call('POST', '/v1/licence-look-ups', { verificationId }, key);
  return { ...backend, simulator, kiosk, lookUp };
}

const [valid] = drivers as [(typeof drivers)[number]];

test.each(['down', 'slow', 'garbage', 'elsewhere'] as const)(
  'a register that is %s is not taken for one that knows no licence, and is spared after three failures',
  async (mode) => {
    const { simulator, register, log, clock } = await registerForTest({ timeoutMs: mode === 'slow' ? 400 : 5_000 });
    simulator.setMode(mode);
    for (let citizen = 1; citizen <= 5; citizen += 1)
      expect(await register.lookUp(valid.personalNumber)).toBeUndefined();
    expect(simulator.asked()).toHaveLength(3);
    expect(log.at(-1)).toEqual({ event: 'licence-register-down' });
    expect(JSON.stringify(log)).not.toContain(valid.personalNumber);

    simulator.setMode('up');
    clock.now += 30_000;
    expect(await register.lookUp(valid.personalNumber)).toEqual(valid.driving);
    expect(log.at(-1)).toEqual({ event: 'licence-register-up' });
  },
);

test('a token that the register refuses is the operator’s matter, and no licence is made of it', async () => {
  const { register, log } = await registerForTest({ token: 'another-token-than-was-given' });
  expect(await register.lookUp(valid.personalNumber)).toBeUndefined();
  expect(log).toEqual([{ event: 'licence-register-account-refused', code: '401' }]);
});

test('nothing personal stands in an address that is asked for', async () => {
  const { simulator, register } = await registerForTest();
  await register.lookUp(valid.personalNumber);
  expect(simulator.asked()).toEqual(['/licences']);
});

test.each<[string, object]>([
  ['a number that is markup', { number: '<b>1</b>' }],
  ['a class without end', { class: 'B'.repeat(500) }],
  ['no day', { expiresOn: '2026-02-31' }],
  ['no word on suspension', { suspended: undefined }],
])('a licence with %s is not believed', async (_name, change) => {
  const licence = { number: '990151000017', class: 'B', expiresOn: '2030-01-01', suspended: false, ...change };
  const told = { ...valid, driving: { licences: [licence], unsettledViolations: false } } as RegisteredDriver;
  const { register, log } = await registerForTest({}, [told] as unknown as typeof drivers);
  expect(await register.lookUp(valid.personalNumber)).toBeUndefined();
  expect(log).toEqual([{ event: 'licence-register-answer-unusable', code: '200' }]);
});

test.each(databases)('%s: a look-up is answered once, and the audit names it without naming her', async (on) => {
  const { url, kiosk, lookUp, simulator, ...backend } = await centre({ on });
  const { verificationId } = await kiosk.verified('valid', 'licence-renewal');
  const key = newKey();
  const first = await lookUp(verificationId, kiosk, key);
  expect(first.status).toBe(200);
  expect(licenceRecordSchema.parse(first.body)).toEqual(valid.driving);
  expect(await lookUp(verificationId, kiosk, key)).toEqual(first);
  expect(simulator.asked()).toHaveLength(1);

  const administrator = await signedIn({ url, ...backend }, 'administrator');
  const { records } = auditRecordsSchema.parse((await administrator.call('GET', '/v1/audit-records')).body);
  const told = records.filter(({ action }) => action === 'licence-looked-up');
  expect(told).toMatchObject([{ actor: 'kiosk-1', subject: verificationId, outcome: 'done' }]);
  const stored = JSON.stringify(await backend.database.selectFrom('audit_record').selectAll().execute());
  expect(stored).not.toContain(valid.personalNumber);
});

test('only who was proved for a licence’s renewal, at the kiosk that read her card, is looked up', async () => {
  const { url, kiosk, lookUp, simulator, clock } = await centre();
  const forInsurance = await kiosk.verified('valid', 'insurance-check-in');
  const refused = await kiosk.verified('cloned', 'licence-renewal');
  const proved = await kiosk.verified('valid', 'licence-renewal');
  const answers = [
    await lookUp(forInsurance.verificationId),
    await lookUp(refused.verificationId),
    await lookUp(proved.verificationId, kioskOf(url, 'kiosk-2')),
    await lookUp('A'.repeat(22)),
  ];
  clock.now += 16 * 60_000;
  answers.push(await lookUp(proved.verificationId));
  expect(answers.map(({ status, body }) => [status, (body as { code: string }).code])).toEqual([
    [409, 'BACKEND_REFUSED'],
    [409, 'BACKEND_REFUSED'],
    [409, 'CHALLENGE_EXPIRED'],
    [409, 'CHALLENGE_EXPIRED'],
    [409, 'CHALLENGE_EXPIRED'],
  ]);
  expect(simulator.asked()).toEqual([]);
});

test('the kiosk is told apart: no licence of hers, a register that is away, a centre without one', async () => {
  const { kiosk, lookUp, simulator } = await centre();
  const stranger = await kiosk.verified('unknown', 'licence-renewal');
  expect(await lookUp(stranger.verificationId)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  simulator.setMode('down');
  const { verificationId } = await kiosk.verified('valid', 'licence-renewal');
  expect(await lookUp(verificationId)).toMatchObject({ status: 503, body: { code: 'BACKEND_UNREACHABLE' } });

  const without = await startBackend({ trust: await trustOfCards() });
  const other = kioskOf(without.url);
  const proved = await other.verified('valid', 'licence-renewal');
  expect(await lookUp(proved.verificationId, other)).toMatchObject({
    status: 503,
    body: { code: 'BACKEND_UNREACHABLE' },
  });
});

test('a token file that holds none stops the start, and is not quoted', async () => {
  const site = await newSite();
  await initialise(site);
  const licenceRegister = { url: 'https://gplx.example.vn/licences', tokenFile: 'register.token', timeoutMs: 5_000 };
  const config = { ...(JSON.parse(await readFile(site.configFile, 'utf8')) as object), licenceRegister };
  await writeFile(site.configFile, JSON.stringify(config));
  await writeFile(join(site.directory, 'register.token'), 'mật khẩu của tôi');
  const { url, output, closed } = await runServer(site);
  await closed;
  expect(url).toBeUndefined();
  expect(output()).toContain('register.token holds no bearer token');
  expect(output()).not.toContain('mật khẩu');
});
