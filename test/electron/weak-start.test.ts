import { expect, test } from 'vitest';
import { configFile, refuseWeakStart } from '../../src/main/hosts/electron/startup.ts';

const safe = { packaged: true, demonstration: false, hasSwitch: () => false };
const weak = ['no-sandbox', 'disable-web-security', 'remote-debugging-port', 'remote-debugging-pipe', 'inspect'];

test('a kiosk as it should be starts', () => {
  expect(() => refuseWeakStart(safe)).not.toThrow();
});

test.each(weak)('--%s is refused in production, installed or not', (name) => {
  const hasSwitch = (asked: string) => asked === name;
  expect(() => refuseWeakStart({ ...safe, hasSwitch })).toThrow(`--${name} is refused`);
  expect(() => refuseWeakStart({ ...safe, packaged: false, hasSwitch })).toThrow(`--${name} is refused`);
});

test('the demonstration may run as root, but never from an installed program', () => {
  const hasSwitch = (asked: string) => asked === 'no-sandbox';
  expect(() => refuseWeakStart({ packaged: false, demonstration: true, hasSwitch })).not.toThrow();
  expect(() => refuseWeakStart({ packaged: true, demonstration: true, hasSwitch })).toThrow('demonstration');
});

test('the configuration is named by argument, else by environment, else not guessed', () => {
  expect(configFile(['electron', '.', '--config=/etc/a.json'], { TRAM_CONFIG: '/etc/b.json' })).toBe('/etc/a.json');
  expect(configFile(['electron', '.'], { TRAM_CONFIG: '/etc/b.json' })).toBe('/etc/b.json');
  expect(() => configFile(['electron', '.'], {})).toThrow('--config=FILE');
});
