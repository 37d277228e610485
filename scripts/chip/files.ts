import { randomBytes } from 'node:crypto';
import { constants, access, link, open, readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import {
  type TrustFile,
  type TrustStore,
  createTrustStore,
  isTrustFile,
} from '../../drivers/emrtd/proof/trust-store.ts';
import { printable } from '../terminal/printable.ts';
import { CommandFailed } from './exit-codes.ts';

/** Bytes, as many as the trust store takes of one file. */
const fileLimit = 8 * 1_048_576;

/** @throws CommandFailed */
export async function readGivenFile(name: string): Promise<TrustFile> {
  const about = await stat(name).catch(() => undefined);
  if (about && about.size > fileLimit) throw unusable(`tệp ${name} quá lớn`, `the file ${name} is too large`);
  const bytes = about?.isFile() ? await readFile(name).catch(() => undefined) : undefined;
  if (bytes === undefined) throw unusable(`không đọc được tệp ${name}`, `the file ${name} cannot be read`);
  return { name, bytes };
}

const unusable = (vi: string, en: string) => new CommandFailed('ARGUMENTS_INVALID', { vi, en });

/** @returns the files that kiosk and server would load, and the names of those that they would pass over */
export async function readTrustDirectory(directory: string): Promise<{ files: TrustFile[]; passedOver: string[] }> {
  const names = await readdir(directory).catch(() => {
    throw trustProblem(`không mở được thư mục ${directory}`, `the folder ${directory} cannot be opened`);
  });
  const shown = names.filter((name) => !name.startsWith('.')).toSorted();
  const files = shown.filter(isTrustFile).map(async (name) => ({ name, bytes: await readTrustFile(directory, name) }));
  return {
    files: await Promise.all(files),
    passedOver: shown.filter((name) => !isTrustFile(name) && !/readme/i.test(name)),
  };
}

const readTrustFile = (directory: string, name: string): Promise<Uint8Array> =>
  readFile(join(directory, name)).catch(() => {
    throw trustProblem(`không đọc được tệp ${printable(name)}`, `the file ${printable(name)} cannot be read`);
  });

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
  throw unusable(`không ghi được tệp ${file}`, `the file ${file} cannot be written`);
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
