import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createTrustStore, isTrustFile, type TrustStore } from '../../drivers/emrtd/index.ts';

/** The folder of anchors that `makeCards` and `makeProfile` lay beside their cards. */
export const trustAnchorOf = (cardsDirectory: string) => join(cardsDirectory, 'trust');

export async function trustOf(cardsDirectory: string): Promise<TrustStore> {
  const folder = trustAnchorOf(cardsDirectory);
  const names = (await readdir(folder)).filter(isTrustFile);
  return createTrustStore(
    await Promise.all(names.map(async (name) => ({ name, bytes: await readFile(join(folder, name)) }))),
  );
}
