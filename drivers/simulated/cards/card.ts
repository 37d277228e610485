import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from '../../../src/contract/zod.ts';

/** Files by their identifier as four hex digits, base64. */
const filesSchema = z.record(z.string().regex(/^[0-9a-f]{4}$/), z.base64());

/** What makes one simulated card: its data, not its behaviour. */
export const cardSchema = z.strictObject({
  can: z.string().regex(/^\d{6}$/),
  /** Outside the application: EF.CardAccess. */
  masterFile: filesSchema,
  /** Empty for a card that is no identity document, such as a bank's. */
  application: filesSchema,
  /** PKCS #8, base64; a clone's does not belong to its DG15. Empty where the chip cannot sign. */
  activeAuthenticationKey: z.base64(),
});
export type Card = z.infer<typeof cardSchema>;

/** @param id the file's name without `.json` */
export async function readCard(cardsDirectory: string, id: string): Promise<Card> {
  if (!/^[a-z0-9-]+$/.test(id)) throw new Error('not a card identifier');
  return cardSchema.parse(JSON.parse(await readFile(join(cardsDirectory, `${id}.json`), 'utf8')));
}
