import { constants, access, readFile, readdir, realpath, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';

/** What a machine shows in its files. */
export interface Machine {
  read(file: string): Promise<string>;
  /** Sorted names; none where there is no such folder. */
  names(folder: string): Promise<string[]>;
  /**
   * Of a device file, links followed; undefined where there is none.
   * @param use what a driver does with it
   */
  deviceFile(path: string, use?: 'read' | 'read-write'): Promise<DeviceFile | undefined>;
  user(): Promise<{ name: string; groups: string[] }>;
}

export interface DeviceFile {
  /** Where links lead to, such as `/dev/ttyACM0`. */
  node: string;
  group: string;
  /** Such as `root:dialout 0660`. */
  access: string;
  /** By the user who runs this. */
  mayOpen: boolean;
}

/** @param root `/`, or the folder of a test */
export function machineAt(root: string): Machine {
  const at = (path: string) => join(root, path);
  const read = (file: string) => readFile(at(file), 'utf8').catch(() => '');

  /** Of /etc/passwd or /etc/group. */
  async function nameIn(file: string, id: number): Promise<string> {
    const line = (await read(file)).split('\n').find((entry) => entry.split(':')[2] === String(id));
    return line?.split(':')[0] ?? String(id);
  }

  return {
    read,
    names: async (folder) => (await readdir(at(folder)).catch(() => [])).toSorted(),
    async deviceFile(path, use = 'read-write') {
      const real = await realpath(at(path)).catch(() => undefined);
      if (real === undefined) return undefined;
      const mayOpen = await access(real, use === 'read' ? constants.R_OK : constants.R_OK | constants.W_OK).then(
        () => true,
        () => false,
      );
      const about = await stat(real).catch(() => undefined);
      // Gone meanwhile; umockdev's files, though, answer access(2) and no statx(2).
      if (!about && !mayOpen) return undefined;
      const [owner, group] = about
        ? await Promise.all([nameIn('/etc/passwd', about.uid), nameIn('/etc/group', about.gid)])
        : ['?', '?'];
      const mode = about ? (about.mode & 0o7777).toString(8).padStart(4, '0') : '?';
      return {
        node: `/${real.slice(root.length).replace(/^\/+/, '')}`,
        group,
        access: `${owner}:${group} ${mode}`,
        mayOpen,
      };
    },
    async user() {
      const groups = await Promise.all((process.getgroups?.() ?? []).map((id) => nameIn('/etc/group', id)));
      return { name: userInfo().username, groups };
    },
  };
}

export const thisMachine = machineAt('/');
