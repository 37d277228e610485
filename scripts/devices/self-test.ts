import type { ReaderConfig } from '../../drivers/host/config.ts';
import type { CommandOf } from './arguments.ts';
import { exitCodeFor, machineChecks } from './check.ts';
import type { ExitCode } from './exit-codes.ts';
import { checkLines, testedLines, verdictLine } from './report.ts';
import type { Check, TestReport } from './report-schema.ts';
import { readSettings } from './settings-file.ts';
import { testPrinter, testTicket } from './test-printer.ts';
import { testReader } from './test-reader.ts';
import { testScanner } from './test-scanner.ts';

type Tested = TestReport['devices'][number];

/** `npm run devices -- --config FILE`: one device after the other, through the drivers that the kiosk uses, without the kiosk. */
export async function test(wanted: CommandOf<'test'>): Promise<ExitCode> {
  const settings = await readSettings(wanted.config);
  const { reader, scanner, printer } = settings.devices;
  const ticket = wanted.print ? await testTicket(settings) : undefined;
  const machine = machineChecks();
  if (!wanted.json && machine.length > 0) console.log(machine.flatMap(checkLines).join('\n'));
  const devices: Tested[] = [];
  // Shown at once: the next device may take its time, or wait for a hand.
  function tell(device: Tested['device'], driver: string, checks: Check[]): void {
    const tested = { device, driver, checks };
    devices.push(tested);
    if (!wanted.json) console.log(testedLines(tested).join('\n'));
  }

  tell('reader', driverOf(reader), [await testReader(reader)]);
  tell('scanner', scanner.kind, [await testScanner(scanner, wanted)]);
  tell('printer', printer.kind, await testPrinter(printer, ticket));

  const checks = devices.flatMap((device) => device.checks);
  const report = { passed: checks.every(({ outcome }) => outcome === 'good'), checks: machine, devices };
  console.log(wanted.json ? JSON.stringify(report) : verdictLine(report));
  return exitCodeFor(checks);
}

const driverOf = (reader: ReaderConfig): string =>
  reader.kind === 'pcsc' ? (reader.binding ?? 'pcsc-mini') : reader.kind;
