import { mrzKeySchema } from '../../../src/contract/chip.ts';
import type { ScannedCode } from '../../../src/contract/scanned-code.ts';
import { ifReadable } from '../../emrtd/chip-error.ts';
import { personalNumberOf } from '../../emrtd/document/holder.ts';
import { mrzKeyOf, parseMrz } from '../../emrtd/document/mrz.ts';

/**
 * A machine readable zone as text, from scanners that read print: two or three lines with line ends between them, or joined (ICAO
 * 9303-4 to -6). That of a căn cước is one too. Its check digits must be right.
 */
export function travelDocument(text: string): ScannedCode | undefined {
  const zone = text.replace(/[\r\n]+/g, '');
  return ifReadable(() => {
    const mrz = parseMrz(zone);
    const key = mrzKeySchema.safeParse(mrzKeyOf(mrz));
    if (!key.success) return undefined;
    const personalNumber = personalNumberOf(mrz);
    return personalNumber === undefined
      ? { kind: 'travel-document', mrz: key.data }
      : { kind: 'citizen-card', personalNumber, mrz: key.data };
  });
}
