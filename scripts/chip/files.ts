import { randomBytes } from 'node:crypto';
import { constants, access, link, open, readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import {
  type TrustFile,
  type TrustStore,
  createTrustStore,
  isTrustFile,
} from '../../drivers/emrtd/proof/trust-store.ts';
import { CommandFailed } from './exit-codes.ts';
import { printable } from './report.ts';

/** National master lists have some hundred kilobytes, ICAO's collection some megabytes. */
const fileLimit = 32 * 1_048_576;

/** @throws CommandFailed */
export async function readGivenFile(name: string): Promise<TrustFile> {
  try {
    const about = await stat(name);
    if (about.isFile() && about.size <= fileLimit) return { name, bytes: await readFile(name) };
  } catch {
    // Told below; the system's message would add nothing.
  }
  throw new CommandFailed('ARGUMENTS_INVALID', {
    vi: `không đọc được tệp ${name}`,
    en: `the file ${name} cannot be read`,
  });
}

/** @returns the files that kiosk and server would load, and the names of those that they would pass over */
export async function readTrustDirectory(directory: string): Promise<{ files: TrustFile[]; passedOver: string[] }> {
  try {
    const names = (await readdir(directory)).filter((name) => !name.startsWith('.')).toSorted();
    const taken = names.filter(isTrustFile);
    const files = await Promise.all(
      taken.map(async (name) => ({ name, bytes: await readFile(join(directory, name)) })),
    );
    return { files, passedOver: names.filter((name) => !isTrustFile(name) && !/readme/i.test(name)) };
  } catch {
    throw trustProblem(`không đọc được ${directory}`, `${directory} cannot be read`);
  }
}

/** @throws CommandFailed where any file of it cannot be understood */
export async function openTrust(directory: string): Promise<TrustStore> {
  const { files } = await readTrustDirectory(directory);
  return trustOf(files);
}

export function trustOf(files: readonly TrustFile[]): TrustStore {
  try {
    return createTrustStore(files);
  } catch (error) {
    // Its messages name the file and what is wrong with it.
    const reason = printable(error instanceof Error ? error.message : '');
    throw trustProblem(`tệp không dùng được: ${reason}`, `a file cannot be used: ${reason}`);
  }
}

export const trustProblem = (vi: string, en: string) => new CommandFailed('TRUST_STORE_INVALID', { vi, en });

/** @throws CommandFailed before a card is read in vain */
export async function checkWritable(file: string | undefined): Promise<void> {
  if (file === undefined) return;
  const isFolder = await stat(file).then(
    (about) => about.isDirectory(),
    () => false,
  );
  const mayWrite = await access(dirname(resolve(file)), constants.W_OK).then(
    () => !isFolder,
    () => false,
  );
  if (mayWrite) return;
  throw new CommandFailed('ARGUMENTS_INVALID', {
    vi: `không ghi được tệp ${file}`,
    en: `the file ${file} cannot be written`,
  });
}

/** For the owner alone, whole or not at all, in place of an older file of that name. */
export async function writePrivately(file: string, content: string | Uint8Array): Promise<void> {
  await throughTemporary(resolve(file), content, 0o600, rename);
}

/** All of them or none, and none in place of a file of that name. @throws CommandFailed */
export async function addToTrust(directory: string, files: readonly TrustFile[]): Promise<void> {
  const added: string[] = [];
  try {
    for (const { name, bytes } of files) {
      const file = join(directory, name);
      await throughTemporary(file, bytes, 0o644, link);
      added.push(file);
    }
  } catch {
    await Promise.all(added.map((file) => rm(file, { force: true })));
    throw trustProblem(`không ghi được vào ${directory}`, `cannot write to ${directory}`);
  }
}

async function throughTemporary(
  file: string,
  content: string | Uint8Array,
  mode: number,
  place: (from: string, to: string) => Promise<void>,
): Promise<void> {
  const temporary = join(dirname(file), `.${randomBytes(8).toString('hex')}.tmp`);
  try {
    const handle = await open(temporary, 'wx', mode);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await place(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
}
