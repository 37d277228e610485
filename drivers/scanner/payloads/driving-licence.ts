import type { ScannedCode } from '../../../src/contract/scanned-code.ts';

/**
 * The QR on the back of a driving licence, whose format is not published: a text, or an address, that names GPLX (giấy phép lái
 * xe) and holds one number of twelve digits.
 */
export function drivingLicence(text: string): ScannedCode | undefined {
  if (!/gplx/i.test(text)) return undefined;
  const [licenceNumber, ...more] = text.match(/(?<!\d)\d{12}(?!\d)/g) ?? [];
  return licenceNumber === undefined || more.length > 0 ? undefined : { kind: 'driving-licence', licenceNumber };
}
