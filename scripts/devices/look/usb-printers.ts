import type { Attached } from '../report-schema.ts';
import type { Machine } from './machine.ts';

/** `/dev/usb/lp0` and its like, as usblp makes them. */
export async function findUsbPrinters(machine: Machine): Promise<Attached[]> {
  const names = (await machine.names('/dev/usb')).filter((name) => /^lp\d+$/.test(name));
  const found = await Promise.all(
    names.map(async (name) => {
      const path = `/dev/usb/${name}`;
      const file = await machine.deviceFile(path);
      if (!file) return [];
      // IEEE 1284 device id: `MFG:EPSON;CMD:ESC/POS;MDL:TM-T82;…`
      const id = await machine.read(`/sys/class/usbmisc/${name}/device/ieee1284_id`);
      const model = [/MFG:([^;]+)/.exec(id)?.[1], /MDL:([^;]+)/.exec(id)?.[1]].filter((word) => word !== undefined);
      const { access, mayOpen } = file;
      return [{ kind: 'escpos-device' as const, path, name: model.join(' ') || name, access, mayOpen, likely: true }];
    }),
  );
  return found.flat();
}
