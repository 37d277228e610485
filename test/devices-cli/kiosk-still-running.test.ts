import { expect, onTestFinished, test, vi } from 'vitest';
import { openDevices } from '../../drivers/index.ts';
import { startScannerSimulator } from '../../drivers/simulated/scanner/index.ts';
import { exitCodeFor } from '../../scripts/devices/check.ts';
import { stopCommand } from '../../scripts/devices/holders.ts';
import { testScanner } from '../../scripts/devices/test-scanner.ts';
import { noDevices, scratchFolder } from './lab.ts';

test('its device host has the scanner: 5, who it is, and the command that stops the kiosk', async () => {
  const runDirectory = await scratchFolder();
  const simulator = await startScannerSimulator({ runDirectory });
  onTestFinished(() => simulator.close());
  const scanner = { kind: 'serial', path: simulator.path } as const;
  const kiosk = openDevices(
    { ...noDevices, scanner, trustDirectory: runDirectory },
    { entry: new URL('../../drivers/host/main.ts', import.meta.url), log: () => undefined },
  );
  onTestFinished(() => kiosk.close());
  await vi.waitUntil(() => kiosk.status().scanner.state === 'ready', { timeout: 10_000 });

  const check = await testScanner(scanner, { scan: true, timeout: 1 });
  expect(check).toMatchObject({ code: 'SCANNER_HELD', outcome: 'held' });
  expect(check.text.vi).toMatch(/đang giữ \/dev\/pts\/\d+: .*drivers\/host\/main\.ts \(\d+\)/);
  expect(check.action?.vi).toContain('Dừng ki-ốt trước');
  expect(check.command).toMatch(/^(kill \d+|(sudo systemctl|systemctl --user) stop \S+\.service)$/);
  expect(exitCodeFor([check])).toBe(5);
  // It was not taken from it.
  expect(kiosk.status().scanner.state).toBe('ready');
});

test.each([
  ['a unit of the system', '0::/system.slice/tram-kiosk.service\n', 'sudo systemctl stop tram-kiosk.service'],
  ['an instance of one', '0::/system.slice/system-tram.slice/tram@1.service\n', 'sudo systemctl stop tram@1.service'],
  [
    'a unit of the user',
    '0::/user.slice/user-1000.slice/user@1000.service/app.slice/tram-kiosk.service\n',
    'systemctl --user stop tram-kiosk.service',
  ],
  ['a terminal', '0::/user.slice/user-1000.slice/session-3.scope\n', 'kill 4000'],
  ['the desktop', '0::/user.slice/user-1000.slice/user@1000.service/app.slice/vte-spawn-1.scope\n', 'kill 4000'],
  ['no systemd', '9:name=systemd:/\n0::/\n', 'kill 4000'],
])('started by %s, it is stopped by %s', (_, cgroups, command) => {
  expect(stopCommand(cgroups, '4123 (node (kiosk) S 1) S 4001 4000 3999 34816 4000 4194304')).toBe(command);
});
