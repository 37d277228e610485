import { execFile, execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { vpcdPort } from './vpcd.ts';

// pcscd finds USB readers in sysfs and hears of them by udev's messages. Both are ours within the namespaces, so that the
// virtual reader comes and goes as one on a cable does, through pcscd's own code for it: a reader of reader.conf cannot leave.

const bundle = 'vpcd.bundle/Contents';
const vpcdDriver = '/usr/lib/pcsc/drivers/serial/libifdvpcd.so';
const vendor = '0x1d50';
const product = '0x0001';

/** vpcd takes the name of a USB device for a host to connect to. */
const driverSource = `
long IFDHCreateChannel(unsigned long lun, unsigned long channel);
long IFDHCreateChannelByName(unsigned long lun, char *name) { (void)name; return IFDHCreateChannel(lun, ${vpcdPort}); }
`;

const driverProperties = `<plist version="1.0"><dict>
<key>CFBundleExecutable</key><string>libifdusb.so</string>
<key>CFBundleName</key><string>vpcd</string>
<key>ifdCapabilities</key><string>0x00000000</string>
<key>ifdVendorID</key><array><string>${vendor}</string></array>
<key>ifdProductID</key><array><string>${product}</string></array>
<key>ifdFriendlyName</key><array><string>Virtual PCD</string></array>
</dict></plist>
`;

/** Writes pcscd's driver for the virtual reader on a USB bus. Needs gcc. @returns the folder to mount over pcscd's drivers */
export function makeUsbDriver(directory: string): string {
  const drivers = join(directory, 'drivers');
  const libraries = join(drivers, bundle, 'Linux');
  mkdirSync(libraries, { recursive: true });
  writeFileSync(join(drivers, bundle, 'Info.plist'), driverProperties);
  copyFileSync(vpcdDriver, join(libraries, 'libifdvpcd.so.0'));
  const source = join(directory, 'driver.c');
  writeFileSync(source, driverSource);
  const linking = [join(libraries, 'libifdvpcd.so.0'), '-Wl,-rpath,$ORIGIN'];
  execFileSync('gcc', ['-shared', '-fPIC', '-o', join(libraries, 'libifdusb.so'), source, ...linking]);
  return drivers;
}

/**
 * For the namespaces' shell: an empty sysfs, signs of a running udevd, and our drivers alone. libudev wants a real sysfs
 * unless the variable says otherwise.
 */
export const usbMounts = (drivers: string) => `
mount -t tmpfs tmpfs /sys || refuse 'no sysfs of our own'
mount -t tmpfs tmpfs /run && mkdir -p /run/pcscd /run/udev ${noReaderConf} && : > /run/udev/control || refuse 'no /run of our own'
mount --bind '${drivers}' /usr/lib/pcsc/drivers || refuse 'no drivers of our own'
export SYSTEMD_DEVICE_VERIFY_SYSFS=0
`;

/** A folder without readers, for pcscd's --config. */
export const noReaderConf = '/run/reader.conf.d';

const bus = '/sys/bus/usb/devices';
const device = '/sys/devices/usb1/1-1';
const usbInterface = `${device}/1-1:1.0`;

/** The reader's cable goes in. */
export async function plug(): Promise<void> {
  mkdirSync(usbInterface, { recursive: true });
  mkdirSync(bus, { recursive: true });
  writeFileSync(`${device}/uevent`, 'DEVTYPE=usb_device\nDEVNAME=bus/usb/001/002\nMAJOR=189\nMINOR=1\n');
  writeFileSync(`${device}/idVendor`, vendor);
  writeFileSync(`${device}/idProduct`, product);
  writeFileSync(`${usbInterface}/uevent`, 'DEVTYPE=usb_interface\n');
  writeFileSync(`${usbInterface}/bInterfaceNumber`, '00');
  for (const directory of [device, usbInterface]) {
    symlinkSync('/sys/bus/usb', `${directory}/subsystem`);
    symlinkSync(directory, join(bus, directory.slice(directory.lastIndexOf('/'))));
  }
  await tellUdevsListeners('add');
}

/** The reader's cable comes out. */
export async function unplug(): Promise<void> {
  rmSync(bus, { recursive: true, force: true });
  rmSync(device, { recursive: true, force: true });
  await tellUdevsListeners('remove');
}

/** As udevd does, to group 2 of NETLINK_KOBJECT_UEVENT; Node has no netlink sockets. */
async function tellUdevsListeners(action: 'add' | 'remove'): Promise<void> {
  const send =
    'socket(S, 16, 3, 15) && send(S, pack("H*", $ARGV[0]), 0, pack("SSLL", 16, 0, 0, 2)) || die "netlink: $!"';
  await promisify(execFile)('perl', ['-e', send, deviceMessage(action).toString('hex')]);
}

/** libudev's message of an interface that came or went: struct udev_monitor_netlink_header (systemd), then properties. */
function deviceMessage(action: 'add' | 'remove'): Buffer {
  const devicePath = usbInterface.slice('/sys'.length);
  const properties = [
    `ACTION=${action}`,
    `DEVPATH=${devicePath}`,
    'SUBSYSTEM=usb',
    'DEVTYPE=usb_interface',
    'SEQNUM=1',
  ];
  const body = Buffer.from(properties.map((property) => `${property}\0`).join(''));
  const header = Buffer.alloc(40);
  header.write('libudev\0');
  header.writeUInt32BE(0xfeedcafe, 8);
  header.writeUInt32LE(header.length, 12);
  header.writeUInt32LE(header.length, 16);
  header.writeUInt32LE(body.length, 20);
  // MurmurHash2 of "usb" and of "usb_interface": by them the kernel filters for pcscd.
  header.writeUInt32BE(0x0577c5e5, 24);
  header.writeUInt32BE(0xb1024765, 28);
  return Buffer.concat([header, body]);
}
