import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { checkOf } from '../../scripts/devices/check.ts';
import { type Machine, machineAt } from '../../scripts/devices/look/machine.ts';
import { lookAround } from '../../scripts/devices/list.ts';
import { checkLines, listingLines } from '../../scripts/devices/report.ts';
import { listingSchema } from '../../scripts/devices/report-schema.ts';
import { devices, scratchFolder } from './lab.ts';

const nothing = { pcsc: { pcscd: 'running' as const, readers: [] }, hid: [], serial: undefined };

/** The files of another machine. */
async function machineWith(files: Record<string, string>, links: Record<string, string> = {}): Promise<Machine> {
  const root = await scratchFolder();
  const at = async (path: string) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    return join(root, path);
  };
  for (const [path, text] of Object.entries(files)) await writeFile(await at(path), text);
  for (const [path, target] of Object.entries(links)) await symlink(target, await at(path));
  return machineAt(root);
}

const inputDevices = `I: Bus=0003 Vendor=046d Product=c31c Version=0110
N: Name="Logitech USB Keyboard"
H: Handlers=sysrq kbd event3 leds

I: Bus=0003 Vendor=05e0 Product=1200 Version=0110
N: Name="Symbol Technologies, Inc, 2008 Symbol Bar Code Scanner"
H: Handlers=sysrq kbd event5
`;

test('everything that a kiosk may have is found, and the settings that use it', async () => {
  const machine = await machineWith(
    {
      '/dev/ttyACM0': '',
      '/dev/usb/lp0': '',
      '/dev/input/event3': '',
      '/dev/input/event5': '',
      '/dev/hidraw2': '',
      '/proc/bus/input/devices': inputDevices,
      '/sys/class/usbmisc/lp0/device/ieee1284_id': 'MFG:EPSON;CMD:ESC/POS;MDL:TM-T82X;CLS:PRINTER;',
      '/etc/passwd': 'root:x:0:0:root:/root:/bin/bash\n',
      '/etc/group': 'root:x:0:\n',
    },
    {
      '/dev/serial/by-id/usb-Honeywell_1470g-if00': '../../ttyACM0',
      '/dev/input/by-id/usb-Logitech_USB_Keyboard-event-kbd': '../event3',
      '/dev/input/by-id/usb-Symbol_Bar_Code_Scanner-event-kbd': '../event5',
    },
  );
  const hid = [
    { path: '/dev/hidraw2', vendorId: 0x0c2e, productId: 0x0b87, product: 'Xenon 1950', usagePage: 0x8c },
    // The maker's own page beside it, and a keyboard.
    { path: '/dev/hidraw3', vendorId: 0x0c2e, productId: 0x0b87, usagePage: 0xff8c },
    { path: '/dev/hidraw0', vendorId: 0x046d, productId: 0xc31c, usagePage: 1 },
  ];
  const listing = listingSchema.parse(await lookAround(machine, { ...nothing, hid }));
  expect(listing.attached).toMatchObject([
    { kind: 'hid-pos', path: '/dev/hidraw2', name: 'Xenon 1950', vendorId: 0x0c2e, mayOpen: true, likely: true },
    { kind: 'serial', path: '/dev/serial/by-id/usb-Honeywell_1470g-if00', likely: true },
    { kind: 'keyboard-wedge', path: '/dev/input/by-id/usb-Logitech_USB_Keyboard-event-kbd', likely: false },
    {
      kind: 'keyboard-wedge',
      path: '/dev/input/by-id/usb-Symbol_Bar_Code_Scanner-event-kbd',
      vendorId: 0x05e0,
      productId: 0x1200,
      likely: true,
    },
    { kind: 'escpos-device', path: '/dev/usb/lp0', name: 'EPSON TM-T82X' },
  ]);
  expect(listing.settings).toMatchObject({
    reader: { kind: 'pcsc' },
    scanner: { kind: 'hid-pos' },
    printer: { kind: 'escpos-device', path: '/dev/usb/lp0' },
  });
});

test.each<[string, { path: string; pnpId?: string; vendorId?: string; manufacturer?: string }, object[]]>([
  [
    'a scanner',
    { path: '/dev/ttyACM0', pnpId: 'usb-Zebra-if00', vendorId: '05e0' },
    [{ kind: 'serial', likely: true }],
  ],
  ['a printer', { path: '/dev/ttyACM0', pnpId: 'usb-POS58_Printer-if00' }, [{ kind: 'escpos-serial', likely: true }]],
  ['a port of the board', { path: '/dev/ttyS0' }, [{ kind: 'serial', path: '/dev/ttyS0', likely: false }]],
  ['a port of the board without a chip behind it', { path: '/dev/ttyS1' }, []],
  ['one that went meanwhile', { path: '/dev/ttyUSB9' }, []],
])('a serial line that udev lists: %s', async (_, line, wanted) => {
  const machine = await machineWith(
    {
      '/dev/ttyACM0': '',
      '/dev/ttyS0': '',
      '/dev/ttyS1': '',
      '/sys/class/tty/ttyS0/type': '4\n',
      '/sys/class/tty/ttyS1/type': '0\n',
    },
    line.pnpId === undefined ? {} : { [`/dev/serial/by-id/${line.pnpId}`]: '../../ttyACM0' },
  );
  const { attached } = await lookAround(machine, { ...nothing, serial: [line] });
  expect(attached).toMatchObject(wanted);
});

test('what the user may not open is named, with the rule to install; a keyboard that is one concerns nobody', async () => {
  const machine = await machineWith({ '/dev/usb/lp0': '', '/etc/group': 'lp:x:7:\ntram:x:900:tram\n' });
  const listing = async (group: string) =>
    lookAround(
      {
        ...machine,
        // Root may open whatever a test makes.
        deviceFile: (path) => Promise.resolve({ node: path, group, access: `root:${group} 0660`, mayOpen: false }),
        user: () => Promise.resolve({ name: 'kiosk', groups: ['kiosk'] }),
      },
      nothing,
    );
  const { checks } = await listing('lp');
  expect(checks).toMatchObject([
    {
      device: 'printer',
      code: 'PRINTER_DENIED',
      outcome: 'set-up',
      text: { vi: 'Người dùng kiosk không được mở /dev/usb/lp0 (root:lp 0660).' },
      command: expect.stringContaining('resources/udev/70-tram-devices.rules') as string,
    },
    ...checks.slice(1),
  ]);
  expect((await listing('tram')).checks[0]?.command).toBe('sudo usermod -aG tram kiosk');
});

test('a device cannot write to the terminal by its name', async () => {
  const machine = await machineWith({ '/dev/hidraw0': '' });
  const product = '\u001b[2JScanner\u202e';
  const hid = [{ path: '/dev/hidraw0', vendorId: 1, productId: 2, product, usagePage: 0x8c }];
  const text = [
    ...listingLines(await lookAround(machine, { ...nothing, hid })),
    ...checkLines(checkOf('reader', 'READER_READY', { name: product })),
  ].join('\n');
  expect(text).toContain('Scanner');
  for (const sign of ['\u001b', '\u202e']) expect(text).not.toContain(sign);
});

test('libraries or pcscd are missing: 4, and what to install', async () => {
  const machine = await machineWith({});
  const commands = async (pcscd: 'unknown' | 'not-installed' | 'denied') =>
    (await lookAround(machine, { pcsc: { pcscd, readers: [] }, hid: undefined, serial: undefined })).checks.map(
      ({ command }) => command,
    );
  expect(await commands('unknown')).toContain('sudo apt-get install libpcsclite1');
  expect(await commands('unknown')).toContain('sudo apt-get install libudev1 libusb-1.0-0');
  expect(await commands('not-installed')).toContain('sudo apt-get install pcscd libccid');
  expect(await commands('denied')).toContain(
    'sudo install -m 644 resources/polkit/50-tram-pcscd.rules /etc/polkit-1/rules.d/',
  );
});

test('the command, on this machine without pcscd: 4', async () => {
  const ended = await devices([]);
  expect(ended).toMatchObject({ code: 4, stderr: '' });
  expect(ended.stdout).toMatch(/^Máy này có \/ This machine has\n/);
  expect(ended.stdout).toMatch(/PCSCD_STOPPED\n *Dịch vụ pcscd không chạy\./);
  expect(ended.stdout).toContain('sudo systemctl start pcscd');
});
