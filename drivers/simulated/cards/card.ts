import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mrzKeySchema } from '../../../src/contract/chip.ts';
import { z } from '../../../src/contract/zod.ts';

/** Files by their identifier as four hex digits, base64. */
const filesSchema = z.record(z.string().regex(/^[0-9a-f]{4}$/), z.base64());

/** SW1 and SW2 as four hex digits. */
const statusWordSchema = z.string().regex(/^6[0-9a-f]{3}$/);

const refusalsSchema = z.record(z.string().regex(/^[0-9a-f]{4}$/), statusWordSchema);

/** What a chip does on purpose against whoever reads it, one thing each. */
export const hostilitySchema = z.enum([
  // Once access is open:
  /** Each file of the application says that it has two gigabytes, and yields zeros at any offset. */
  'length-bomb',
  /** Each says that it has 128 kilobytes, and has them. */
  'bloated-files',
  /** Each answer, GET RESPONSE's too, is a part of which more is to come. */
  'endless-61xx',
  /** READ BINARY succeeds with no bytes. */
  'empty-reads',
  /** READ BINARY gives 16 bytes more than are wanted. */
  'overlong-answers',

  /** PACE's encrypted nonce has 24 bytes. */
  'pace-nonce-length',
  /** The chip's point of the mapping is none of the curve. */
  'pace-point-off-curve',
  /** It is the point at infinity, the one byte 00. */
  'pace-point-at-infinity',
  /** It is (x, 0), which has order two on a curve with another b. */
  'pace-point-small-order',
  /** The chip's public key of the agreement is no point of the curve. */
  'pace-key-off-curve',
  /** It is the reader's own. */
  'pace-echoed-key',
  /** The chip's token is not made with the agreed keys. */
  'pace-wrong-token',

  /** EXTERNAL AUTHENTICATE is answered with a good MAC over another RND.IFD. */
  'bac-other-nonce',
  'bac-wrong-mac',

  /** In mid-session, at the third protected command: its answer has a wrong MAC, */
  'wrong-mac',
  /** or comes without protection though it succeeds, */
  'unprotected-answer',
  /** or is the answer to the second once more, */
  'replayed-answer',
  /** or says another status outside than inside. */
  'other-status-outside',

  /** INTERNAL AUTHENTICATE signs eight zeros, whatever the challenge: as good as an old recording. */
  'replayed-signature',
]);
export type Hostility = z.infer<typeof hostilitySchema>;

/** What a chip does otherwise than ICAO 9303 has it, or too slowly. Without any of it: it does all, at once. */
export const conductSchema = z.strictObject({
  /** False: no basic access control though there is an MRZ. */
  bac: z.boolean().optional(),
  /** MSE:Set AT of PACE gets this answer, whatever EF.CardAccess promises. */
  refusesPace: statusWordSchema.optional(),
  /** The answer to a wrong CAN or MRZ in PACE; 6300 where not given. */
  wrongPassword: z.enum(['6300', '63c2']).optional(),
  /** SELECT of the master file gets this answer. */
  refusesMasterFile: statusWordSchema.optional(),
  /** Files, there or not, that answer this to SELECT and to READ BINARY by short identifier. */
  refusesFiles: z
    .strictObject({ masterFile: refusalsSchema.optional(), application: refusalsSchema.optional() })
    .optional(),
  /** False: READ BINARY by short identifier gets 6A86. */
  shortFileIdentifiers: z.boolean().optional(),
  /** False: extended commands get 6700 before secure messaging sees them. */
  extendedLength: z.boolean().optional(),
  /**
   * Most bytes of one answer without its status word, protection included. A longer one goes out in parts (`61xx`), or the read is refused
   * (`6700`), shortened in silence (`truncated`), or sent back with the length that would fit (`6cxx`).
   */
  maximumAnswer: z
    .strictObject({ bytes: z.int().min(64).max(65_536), beyond: z.enum(['61xx', '6700', 'truncated', '6cxx']) })
    .optional(),
  /** The answer where less is left of a file than is wanted: the rest with 6282 (where not given) or 9000, or no byte and a status. */
  endOfFile: z.enum(['6282', '9000', '6cxx', '6b00']).optional(),
  /** What each exchange takes; the slot and `slowChannel` wait it. */
  latency: z
    .strictObject({ perApduMs: z.number().nonnegative(), kbitPerSecond: z.number().positive().optional() })
    .optional(),
  /** True: lies in the field and answers nothing. */
  mute: z.boolean().optional(),
  hostile: hostilitySchema.optional(),
});
export type Conduct = z.infer<typeof conductSchema>;
export type Latency = NonNullable<Conduct['latency']>;

/** What makes one simulated chip. Keys are PKCS #8, base64; a clone's do not belong to its DG14 and DG15. */
export const cardSchema = z.strictObject({
  passwords: z.strictObject({
    can: z
      .string()
      .regex(/^\d{6}$/)
      .optional(),
    mrz: mrzKeySchema.optional(),
  }),
  /** Outside the application: EF.CardAccess (011c), EF.CardSecurity (011d). What PACE it does stands in the first. */
  masterFile: filesSchema,
  /** Empty for a card that is no identity document, such as a bank's. */
  application: filesSchema,
  keys: z.strictObject({
    /** RSA (ISO 9796-2) or ECDSA, with SHA-256 where not given. */
    activeAuthentication: z
      .strictObject({ pkcs8: z.base64(), digest: z.enum(['sha1', 'sha224', 'sha256', 'sha384', 'sha512']).optional() })
      .optional(),
    /** Which ciphers each may be used with stands in DG14. */
    chipAuthentication: z
      .array(z.strictObject({ pkcs8: z.base64(), keyId: z.int().nonnegative().optional() }))
      .optional(),
    /** That of EF.CardSecurity, on the curve of PACE (ICAO 9303-11 §4.4.3.5). */
    chipAuthenticationMapping: z.base64().optional(),
  }),
  conduct: conductSchema,
});
export type Card = z.infer<typeof cardSchema>;

/** @param id the file's name without `.json` */
export async function readCard(cardsDirectory: string, id: string): Promise<Card> {
  if (!/^[a-z0-9-]+$/.test(id)) throw new Error('not a card identifier');
  return cardSchema.parse(JSON.parse(await readFile(join(cardsDirectory, `${id}.json`), 'utf8')));
}
