import type { CommandOf } from './arguments.ts';
import { checkOf, exitCodeFor, machineChecks } from './check.ts';
import { deniedCheck } from './device-file-checks.ts';
import type { ExitCode } from './exit-codes.ts';
import { findHidPos, listHid } from './look/hid-pos.ts';
import { findKeyboards } from './look/keyboards.ts';
import { type Machine, thisMachine } from './look/machine.ts';
import { findReaders, pcscdFindings } from './look/pcsc.ts';
import { findSerialLines, listSerialLines } from './look/serial-lines.ts';
import { findUsbPrinters } from './look/usb-printers.ts';
import { listingLines } from './report.ts';
import type { Attached, Check, Listing, Pcsc } from './report-schema.ts';
import { settingsFor } from './suggest-settings.ts';

/** `npm run devices`: what is attached, what stands in the way, and the settings that would use it. */
export async function list({ json }: CommandOf<'list'>): Promise<ExitCode> {
  const [pcsc, hid, serial] = await Promise.all([findReaders(), listHid(), listSerialLines()]);
  const listing = await lookAround(thisMachine, { pcsc, hid, serial });
  console.log(json ? JSON.stringify(listing) : listingLines(listing).join('\n'));
  return exitCodeFor(listing.checks);
}

/** What is not seen in files. */
interface Seen {
  pcsc: Pcsc;
  hid: Awaited<ReturnType<typeof listHid>>;
  serial: Awaited<ReturnType<typeof listSerialLines>>;
}

/** @param machine whose device files are looked at */
export async function lookAround(machine: Machine, { pcsc, hid, serial }: Seen): Promise<Listing> {
  const found = await Promise.all([
    findHidPos(machine, hid ?? []),
    findSerialLines(machine, serial),
    findKeyboards(machine),
    findUsbPrinters(machine),
  ]);
  const attached = found.flat();
  const user = await machine.user();
  const checks = [
    ...pcscChecks(pcsc, user.name),
    ...(hid ? [] : [checkOf('scanner', 'HID_LIBRARY_MISSING')]),
    ...(await deniedChecks(machine, attached)),
    ...machineChecks(),
  ];
  return { user, pcsc, attached, checks, settings: settingsFor(attached) };
}

const pcscChecks = ({ pcscd }: Pcsc, user: string): Check[] =>
  pcscd === 'running' ? [] : [checkOf('reader', pcscdFindings[pcscd], { user })];

/** Of what a kiosk would open; a keyboard that is one concerns nobody. */
async function deniedChecks(machine: Machine, attached: readonly Attached[]): Promise<Check[]> {
  const checks = attached
    .filter(({ likely, mayOpen }) => likely && !mayOpen)
    .map(async ({ kind, path }) => {
      const file = await machine.deviceFile(path);
      return file ? [await deniedCheck(kind.startsWith('escpos') ? 'printer' : 'scanner', file, machine)] : [];
    });
  return (await Promise.all(checks)).flat();
}
