/** File identifiers (ICAO 9303-10 §3.11, §4). The same numbers mean other files inside and outside the application. */
export const fileId = {
  /** Outside the application only: inside, 011C is EF.CVCA. */
  cardAccess: 0x011c,
  com: 0x011e,
  sod: 0x011d,
  dataGroup: (number: number) => 0x0100 + number,
} as const;

/** The eMRTD application, LDS1 (ICAO 9303-10 §3.11.2). */
export const applicationId = Uint8Array.of(0xa0, 0x00, 0x00, 0x02, 0x47, 0x10, 0x01);

/** The tag that EF.COM and the file itself give data group `index + 1` (ICAO 9303-10 §4.6.1). */
const tags = [0x61, 0x75, 0x63, 0x76, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f, 0x70];

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
