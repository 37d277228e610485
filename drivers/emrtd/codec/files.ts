/** File identifiers (ICAO 9303-10 §3.11, §4). The same numbers mean other files inside and outside the application. */
export const fileId = {
  /** Outside the application only: inside, 011C is EF.CVCA. */
  cardAccess: 0x011c,
  /** Outside the application only: inside, 011D is EF.SOD. */
  cardSecurity: 0x011d,
  com: 0x011e,
  sod: 0x011d,
  dataGroup: (number: number) => 0x0100 + number,
} as const;

/** A file whose content is one BER-TLV object, and how it is named to the chip. */
export interface ElementaryFile {
  /** For SELECT. */
  readonly id: number;
  /** Short identifier for READ BINARY, 1 to 30. It is looked for below what is selected: master file or application. */
  readonly sfi: number;
  readonly where: 'masterFile' | 'application';
  /** Longer than all others: worth an attempt at a longer read than any before. */
  readonly long?: boolean;
}

/** ICAO 9303-10 §3.11 and §4, tables 38 and 39. */
export const elementaryFile = {
  cardAccess: { id: fileId.cardAccess, sfi: 0x1c, where: 'masterFile' },
  cardSecurity: { id: fileId.cardSecurity, sfi: 0x1d, where: 'masterFile' },
  com: { id: fileId.com, sfi: 0x1e, where: 'application' },
  sod: { id: fileId.sod, sfi: 0x1d, where: 'application' },
  /** @param number 1 to 16 */
  dataGroup: (number: number): ElementaryFile => ({
    id: fileId.dataGroup(number),
    sfi: number,
    where: 'application',
    long: number === 2,
  }),
} as const satisfies Record<string, ElementaryFile | ((number: number) => ElementaryFile)>;

/** The eMRTD application, LDS1 (ICAO 9303-10 §3.11.2). */
export const applicationId = Uint8Array.of(0xa0, 0x00, 0x00, 0x02, 0x47, 0x10, 0x01);

/** The tag that EF.COM and the file itself give data group `index + 1` (ICAO 9303-10 §4.6.1). */
const tags = [0x61, 0x75, 0x63, 0x76, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f, 0x70];

/** @param number 1 to 16 @throws RangeError for any other */
export function dataGroupTag(number: number): number {
  const tag = tags[number - 1];
  if (tag === undefined) throw new RangeError(`no data group ${number}`);
  return tag;
}

/** Undefined where the tag belongs to no data group. */
export function dataGroupOfTag(tag: number): number | undefined {
  const index = tags.indexOf(tag);
  return index < 0 ? undefined : index + 1;
}
