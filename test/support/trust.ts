import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTrustStore, type TrustStore } from '../../drivers/emrtd/index.ts';

/** The folder of anchors that `makeCards` laid beside its cards. */
export const trustAnchorOf = (cardsDirectory: string) => join(cardsDirectory, 'trust');

export const trustOf = async (cardsDirectory: string): Promise<TrustStore> =>
  createTrustStore([await readFile(join(trustAnchorOf(cardsDirectory), 'csca.cer'))]);
