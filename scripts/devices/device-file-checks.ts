import type { Text } from '../../src/contract/text.ts';
import { checkOf } from './check.ts';
import { type Holder, holderOf } from './holders.ts';
import { type DeviceFile, type Machine, thisMachine } from './look/machine.ts';
import type { Check } from './report-schema.ts';

type Opened = 'scanner' | 'printer';

const installRules =
  'sudo install -m 644 resources/udev/70-tram-devices.rules /etc/udev/rules.d/ && sudo udevadm control --reload && sudo udevadm trigger';

/** This user may not open the file: because he is not of the group that the udev rules give it to, or there is no rule for it. */
export async function deniedCheck(
  device: Opened,
  { node, group, access }: DeviceFile,
  machine: Machine = thisMachine,
): Promise<Check> {
  const { name: user } = await machine.user();
  const allow = group === 'tram' ? `sudo usermod -aG tram ${user}` : installRules;
  return checkOf(device, device === 'scanner' ? 'SCANNER_DENIED' : 'PRINTER_DENIED', { user, node, access, allow });
}

/** Somebody else has it open, as far as this user sees. */
export async function heldCheck(device: Opened, node: string): Promise<Check | undefined> {
  const holder = await holderOf(node);
  return holder && heldByCheck(device, node, holder);
}

/** @param holder undefined where it is held, but nobody says by whom */
export function heldByCheck(device: Opened, node: string, holder: Holder | undefined): Check {
  const facts = { node, holder: holder?.program ?? unknownHolder, stop: holder?.stop ?? `sudo fuser -k ${node}` };
  return checkOf(device, device === 'scanner' ? 'SCANNER_HELD' : 'PRINTER_HELD', facts);
}

export const unknownHolder: Text = { vi: 'chưa rõ chương trình nào', en: 'which one is not known' };
