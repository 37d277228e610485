import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { profiles } from '../../drivers/simulated/cards/profiles.ts';
import { citizenCardQr, people } from '../../drivers/simulated/people.ts';
import { type Ended, type Lab, chip, parse, printed, startLab } from './lab.ts';

const [, citizen] = people;
const can = profiles['cccd-2021'].request.can ?? '';

let lab: Lab;
let mute: Lab;
let ofMuteCard: Promise<Ended>;
beforeAll(async () => {
  mute = await startLab(['mute']);
  await mute.bench.insert('mute');
  // Takes the ten seconds of one exchange's deadline, meanwhile the others are read.
  ofMuteCard = mute.read('--can', can, '--json');
  lab = await startLab(['cccd-2021', 'cloned', 'passport-bac']);
  await lab.bench.insert('cccd-2021');
});
afterAll(async () => {
  await lab.close();
  await mute.close();
});

test('a genuine card: 0, and JSON of the promised shape is all there is', async () => {
  const ended = await lab.read('--can', can, '--json');
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  const reading = parse(printed.reading, ended);
  expect(reading).toMatchObject({
    access: 'pace-can',
    person: {
      number: citizen.personalNumber,
      name: citizen.fullName,
      birthDate: citizen.birthDate,
      sex: citizen.sex,
      nationality: 'VNM',
      expiry: citizen.expiryDate,
    },
    passiveAuthentication: { hashes: 'match', signature: 'valid', issuer: 'trusted' },
    activeAuthentication: 'passed',
    chipAuthentication: 'passed',
    cardAccess: 'confirmed',
    notProved: [],
  });
  expect(reading.dg13?.residence).toEqual([citizen.residence]);
  expect(reading.dataGroups).toEqual(expect.arrayContaining(['DG1', 'DG13', 'DG14', 'DG15']));
  expect(reading.dataGroups).not.toContain('DG2');
  expect(reading.ms.total).toBeGreaterThanOrEqual(reading.ms.access + reading.ms.read);
});

test('the code from standard input, the face into a file of its own', async () => {
  const face = join(lab.directory, 'face');
  const args = ['read', '--trust', lab.trust, '--face', face];
  const ended = await chip(args, { pcscd: lab.bench.pcscSocket, input: `${citizenCardQr(citizen)}\n` });
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  for (const shown of [citizen.fullName, citizen.personalNumber, citizen.residence, 'pace-can', 'hashes: match'])
    expect(ended.stdout).toContain(shown);
  const { size, mode } = await stat(face);
  expect(size).toBeGreaterThan(1_000);
  expect(mode & 0o777).toBe(0o600);
});

test('wrong CAN: 5, the hint for staff, and nothing that was given', async () => {
  const ended = await lab.read('--can', '918273', '--json');
  expect(ended).toMatchObject({ code: 5, stderr: '' });
  expect(parse(printed.failure, ended).error.code).toBe('CARD_ACCESS_DENIED');
  expect(ended.stdout).not.toContain('918273');
});

test('a reader of another name: 3', async () => {
  const ended = await lab.read('--can', can, '--reader', 'No such reader', '--json');
  expect(ended.code).toBe(3);
  const { error } = parse(printed.failure, ended);
  expect(error.code).toBe('READER_MISSING');
  expect(error.detail?.en).toContain('--reader');
});

test('the reader by a part of its name: 0', async () => {
  expect(await lab.read('--can', can, '--reader', 'Virtual PCD', '--json')).toMatchObject({ code: 0 });
});

test('no pcscd: 3, in words', async () => {
  const ended = await chip(['read', '--can', can, '--trust', lab.trust]);
  expect(ended).toMatchObject({ code: 3, stdout: '' });
  expect(ended.stderr).toMatch(/pcscd is not running/);
});

test('a card that is pulled: 6', async () => {
  await lab.bench.pullAfter(6);
  const ended = await lab.read('--can', can, '--json');
  expect(ended.code).toBe(6);
  expect(parse(printed.failure, ended).error.code).toBe('CARD_REMOVED');
});

test('a passport: 0, with what its DG11 and DG12 say, in JSON and in words', async () => {
  await lab.lay('passport-bac');
  // The specimen of ICAO 9303-4.
  const mrz = 'P<UTOLINDQVIST<<AASA<MAERTA<<<<<<<<<<<<<<<<<|L898902C36UTO7408122F3004157<<<<<<<<<<<<<<04';
  const ended = await lab.read('--mrz', mrz, '--json');
  expect(ended.code).toBe(0);
  expect(parse(printed.reading, ended)).toMatchObject({
    access: 'bac-mrz',
    person: { number: 'L898902C3', nationality: 'UTO' },
    dg11: { fullName: 'LINDQVIST ÅSA MÄRTA', birthDate: '1974-08-12', birthPlace: 'Zenith' },
    dg12: { issuingAuthority: 'Utopia Passport Office', issueDate: '2020-04-16' },
    dg13: null,
  });
  const { stdout } = await lab.read('--mrz', mrz);
  for (const shown of ['Zenith', 'Utopia Passport Office', '2020-04-16']) expect(stdout).toContain(shown);
});

test('no card in time: 4', async () => {
  await lab.bench.remove();
  const ended = await lab.read('--can', can, '--timeout', '2', '--json');
  expect(ended.code).toBe(4);
  expect(parse(printed.failure, ended).error.code).toBe('CARD_ABSENT');
});

test('a copied card: 10, and which proofs are missing', async () => {
  await lab.lay('cloned');
  const ended = await lab.read('--can', can, '--json');
  expect(ended.code).toBe(10);
  const reading = parse(printed.reading, ended);
  expect(reading).toMatchObject({ activeAuthentication: 'failed', chipAuthentication: 'failed' });
  expect(reading.notProved).toEqual(['activeAuthentication', 'chipAuthentication']);
  expect(reading.passiveAuthentication).toEqual({ hashes: 'match', signature: 'valid', issuer: 'trusted' });
});

test('a card that never answers: 7, though the driver is still in the exchange', async () => {
  const ended = await ofMuteCard;
  expect(ended.code).toBe(7);
  expect(parse(printed.failure, ended).error.code).toBe('DEVICE_TIMEOUT');
});
