import type { Attached } from '../report-schema.ts';
import type { Machine } from './machine.ts';

const byId = '/dev/input/by-id';
/** What scanners call themselves where they pass for keyboards. */
const scannerNames = /scan|bar ?code|honeywell|metrologic|symbol|zebra|datalogic|newland|opticon|mindeo|zebex|\bccd\b/i;

/** USB keyboards, a scanner that types among them (keyboard-wedge). */
export async function findKeyboards(machine: Machine): Promise<Attached[]> {
  const devices = inputDevices(await machine.read('/proc/bus/input/devices'));
  const links = (await machine.names(byId)).filter((name) => name.endsWith('-event-kbd'));
  const found = await Promise.all(
    links.map(async (link) => {
      const path = `${byId}/${link}`;
      const file = await machine.deviceFile(path, 'read');
      const device = devices.find(({ handlers }) => file && handlers.includes(file.node.replace('/dev/input/', '')));
      if (!file || !device) return [];
      const { name, vendorId, productId } = device;
      const { access, mayOpen } = file;
      const likely = scannerNames.test(`${name} ${link}`);
      return [{ kind: 'keyboard-wedge' as const, path, name, vendorId, productId, access, mayOpen, likely }];
    }),
  );
  return found.flat();
}

/** Blocks of /proc/bus/input/devices: `I:` ids, `N:` the name, `H:` the handlers. */
function inputDevices(text: string) {
  return text.split('\n\n').map((block) => ({
    name: /^N: Name="(.*)"$/m.exec(block)?.[1] ?? '',
    handlers: /^H: Handlers=(.*)$/m.exec(block)?.[1]?.trim().split(' ') ?? [],
    vendorId: parseInt(/ Vendor=([0-9a-f]{4})/.exec(block)?.[1] ?? '0', 16),
    productId: parseInt(/ Product=([0-9a-f]{4})/.exec(block)?.[1] ?? '0', 16),
  }));
}
