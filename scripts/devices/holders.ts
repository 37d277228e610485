import { readFile, readdir, readlink, stat } from 'node:fs/promises';

/** Another process that has a device, and the command that ends it in good order. */
export interface Holder {
  program: string;
  stop: string;
}

/**
 * Who else has this device file open, or locks it as serialport does (flock), links followed. Only root sees the open files
 * of other users' processes; everybody sees locks.
 * @param node such as `/dev/ttyACM0`
 */
export async function holderOf(node: string): Promise<Holder | undefined> {
  const locker = await lockerOf(node);
  if (locker !== undefined) return describe(locker);
  for (const pid of await processes()) if ((await openFiles(pid)).includes(node)) return describe(pid);
  return undefined;
}

/** A kiosk's device host, or the demonstration's, whoever runs it. */
export async function runningKiosk(): Promise<Holder | undefined> {
  for (const pid of await processes())
    if ((await commandLine(pid)).some((word) => /\/(device-host\.js|host\/main\.ts|host-main\.ts)$/.test(word)))
      return describe(pid);
  return undefined;
}

/** Lines of /proc/locks: `1: FLOCK ADVISORY WRITE PID MAJOR:MINOR:INODE 0 EOF`. */
async function lockerOf(node: string): Promise<string | undefined> {
  const file = await stat(node).catch(() => undefined);
  const locks = (await readProc('locks')).split('\n').map((line) => line.split(/\s+/));
  return locks.find((words) => words[1] === 'FLOCK' && words[5]?.split(':')[2] === String(file?.ino))?.[4];
}

async function processes(): Promise<string[]> {
  const names = await readdir('/proc').catch(() => []);
  return names.filter((name) => /^\d+$/.test(name) && name !== String(process.pid));
}

async function openFiles(pid: string): Promise<string[]> {
  const folder = `/proc/${pid}/fd`;
  const descriptors = await readdir(folder).catch(() => []);
  return Promise.all(descriptors.map((descriptor) => readlink(`${folder}/${descriptor}`).catch(() => '')));
}

/** A process may end while it is looked at. */
const readProc = (name: string): Promise<string> => readFile(`/proc/${name}`, 'utf8').catch(() => '');

const commandLine = async (pid: string): Promise<string[]> =>
  (await readProc(`${pid}/cmdline`)).split('\0').slice(0, -1);

async function describe(pid: string): Promise<Holder> {
  const words = (await commandLine(pid)).slice(0, 2).join(' ').slice(0, 200);
  return {
    program: `${words} (${pid})`,
    stop: stopCommand(await readProc(`${pid}/cgroup`), await readProc(`${pid}/stat`)),
  };
}

/**
 * A device host that ends alone is started anew: so its systemd unit is stopped, else the leader of its process group.
 * @param cgroups /proc/PID/cgroup: a line for each hierarchy, the unit last in its path
 * @param stat /proc/PID/stat: the process group is the fifth field, the second a name in brackets that may hold anything
 */
export function stopCommand(cgroups: string, stat: string): string {
  const [path = '', unit] = /^.*\/([^/\n]+\.service)$/m.exec(cgroups) ?? [];
  if (unit !== undefined) return `${path.includes('/user@') ? 'systemctl --user' : 'sudo systemctl'} stop ${unit}`;
  const [, , group = ''] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return `kill ${group}`;
}
