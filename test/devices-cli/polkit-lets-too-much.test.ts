import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { expect, test } from 'vitest';

const file = join(import.meta.dirname, '../../resources/polkit/50-tram-pcscd.rules');

interface Action {
  id: string;
  lookup(detail: string): string | undefined;
}
type Rule = (action: Action, subject: { user: string; groups: string[]; local: boolean; active: boolean }) => unknown;

/** The rules of the file, as polkitd would gather them. */
function rules(): Rule[] {
  const added: Rule[] = [];
  const polkit = {
    Result: { YES: 'yes', NO: 'no', NOT_HANDLED: 'not-handled', AUTH_ADMIN: 'auth-admin' },
    addRule: (rule: Rule) => added.push(rule),
  };
  runInContext(readFileSync(file, 'utf8'), createContext({ polkit }));
  return added;
}

/** What polkit decides for a service of this user, which has no session. */
function decide(user: string, id: string, details: Record<string, string> = {}): unknown {
  const subject = { user, groups: [user], local: false, active: false };
  const decisions = rules().map((rule) => rule({ id, lookup: (detail) => details[detail] }, subject));
  return decisions.find((decision) => decision !== 'not-handled') ?? 'default';
}

const manageUnits = 'org.freedesktop.systemd1.manage-units';
const restartPcscd = { unit: 'pcscd.service', verb: 'restart' };

test.each([
  ['org.debian.pcsc-lite.access_pcsc', {}],
  ['org.debian.pcsc-lite.access_card', { reader: 'ACS ACR1252 Reader 00 00' }],
  [manageUnits, restartPcscd],
])('the kiosk may: %s %o', (id, details) => {
  expect(decide('tram', id, details)).toBe('yes');
});

test.each([
  ['stop pcscd', { ...restartPcscd, verb: 'stop' }],
  ['start pcscd', { ...restartPcscd, verb: 'start' }],
  ['set properties of pcscd', { ...restartPcscd, verb: 'set-property' }],
  ['restart another service', { unit: 'ssh.service', verb: 'restart' }],
  ['restart a service of a longer name', { unit: 'xpcscd.service', verb: 'restart' }],
  ['restart the socket', { unit: 'pcscd.socket', verb: 'restart' }],
  ['do whatever names no unit', { verb: 'restart' }],
  ['do whatever names no verb', { unit: 'pcscd.service' }],
  ['do whatever names nothing', {}],
])('the kiosk may not %s', (_, details) => {
  expect(decide('tram', manageUnits, details)).toBe('default');
});

test.each([
  ['org.freedesktop.systemd1.manage-unit-files', restartPcscd],
  ['org.freedesktop.systemd1.reload-daemon', {}],
  ['org.freedesktop.login1.reboot', {}],
  ['org.debian.pcsc-lite.access_pcsc.other', {}],
  ['org.freedesktop.policykit.exec', {}],
])('the kiosk may not: %s', (id, details) => {
  expect(decide('tram', id, details)).toBe('default');
});

test.each(['root2', 'Tram', 'tram ', 'nobody', 'www-data', ''])('the user "%s" gains nothing', (user) => {
  expect(decide(user, 'org.debian.pcsc-lite.access_pcsc')).toBe('default');
  expect(decide(user, 'org.debian.pcsc-lite.access_card')).toBe('default');
  expect(decide(user, manageUnits, restartPcscd)).toBe('default');
});

test('the language is ECMAScript 5, which every engine of polkit knows', () => {
  const code = readFileSync(file, 'utf8').replaceAll(/\/\/.*$/gm, '');
  expect(code).not.toMatch(/=>|\b(?:const|let|class|async)\b|`/);
});
