import { dateSchema, plainTextSchema } from '../../../src/contract/person.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * What a data group says in words: NFC, trimmed, line breaks as blanks. Undefined where it is not UTF-8, too long, or holds
 * control characters or invisible ones.
 */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return plainTextSchema.safeParse(utf8.decode(bytes).replaceAll(/\s+/g, ' ').trim()).data;
  } catch {
    return undefined;
  }
}

/** A date of DG11 or DG12 as `YYYY-MM-DD`: eight digits, or as some issuers have it four bytes of two digits each. */
export function dateOf(bytes: Uint8Array): string | undefined {
  const digits = Buffer.from(bytes).toString(bytes.length === 4 ? 'hex' : 'latin1');
  return dateSchema.safeParse(digits.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3')).data;
}
