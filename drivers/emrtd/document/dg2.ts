import { malformed } from '../chip-error.ts';
import { readHeader } from '../codec/tlv.ts';

/** The first face of DG2 as the issuer encoded it. */
export interface FaceImage {
  /** By the image's first bytes, not by what the record says of it. `image/jp2` is also said of a bare codestream. */
  mediaType: 'image/jpeg' | 'image/jp2';
  bytes: Uint8Array;
}

/**
 * DG2 (ICAO 9303-10 §4.7.2): 75 { 7F61 { 02 count, 7F60 { A1 header, 5F2E or 7F2E record } … } }. The record is ISO/IEC 19794-5:2005
 * or, since 2019, ISO/IEC 39794-5.
 * @throws ChipError `CARD_DATA_INVALID` also where there is no face, or one in neither JPEG nor JPEG 2000
 */
export function parseDg2(file: Uint8Array): FaceImage {
  const template = descend(file, 0x75, 0x7f61, 0x7f60);
  const record = template && (descend(template, 0x5f2e) ?? descend(template, 0x7f2e));
  if (record === undefined) throw malformed('DG2 without a face');
  const bytes = startsWith(record, [0x46, 0x41, 0x43, 0x00]) ? faceOf19794(record) : faceOf39794(record);
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return { mediaType: 'image/jpeg', bytes };
  if (isJp2(bytes) || startsWith(bytes, [0xff, 0x4f, 0xff, 0x51])) return { mediaType: 'image/jp2', bytes };
  throw malformed('image of DG2');
}

/** JPEG 2000 in its file format (ISO/IEC 15444-1 annex I), as against a bare codestream. */
export const isJp2 = (bytes: Uint8Array): boolean =>
  startsWith(bytes, [0x00, 0x00, 0x00, 0x0c, 0x6a, 0x50, 0x20, 0x20, 0x0d, 0x0a, 0x87, 0x0a]);

/**
 * The value of the first object with each tag in the one before. Level by level, as the whole cannot be parsed: the record's tag says
 * that it is made of objects even where it is not.
 */
function descend(bytes: Uint8Array, ...tags: number[]): Uint8Array | undefined {
  const [wanted, ...deeper] = tags;
  if (wanted === undefined) return bytes;
  for (let at = 0; at < bytes.length;) {
    const { tag, length, headerLength } = readHeader(bytes, at);
    const end = at + headerLength + (length ?? Infinity);
    if (end > bytes.length) throw malformed('object of DG2 cut short');
    if (tag === wanted) return descend(bytes.subarray(at + headerLength, end), ...deeper);
    at = end;
  }
  return undefined;
}

/** ISO/IEC 19794-5:2005 §5: lengths of its header, facial information, one feature point, image information. */
const lengths = { record: 14, facialInformation: 20, featurePoint: 8, imageInformation: 12 } as const;

function faceOf19794(record: Uint8Array): Uint8Array {
  const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
  if (record.length < lengths.record + lengths.facialInformation) throw malformed('facial record cut short');
  const end = lengths.record + view.getUint32(lengths.record);
  const featurePoints = view.getUint16(lengths.record + 4);
  const image =
    lengths.record + lengths.facialInformation + featurePoints * lengths.featurePoint + lengths.imageInformation;
  if (image > end || end > record.length) throw malformed('lengths of the facial record');
  return record.subarray(image, end);
}

/**
 * The path to representationData2D: FaceImageDataBlock, representation blocks, the first of them, image representation, its base, its
 * 2D block. This software makes use of the Schema from ISO/IEC 39794-5 within modifications permitted in the relevant ISO/IEC
 * standard. Please reproduce this note if possible.
 */
function faceOf39794(record: Uint8Array): Uint8Array {
  const block = descend(record, 0xa1, 0x65) ?? descend(record, 0x65);
  const image = block && descend(block, 0xa1, 0x30, 0xa1, 0xa0, 0xa0, 0x80);
  if (image === undefined) throw malformed('face of ISO/IEC 39794-5');
  return image;
}

const startsWith = (bytes: Uint8Array, start: readonly number[]) => start.every((byte, index) => bytes[index] === byte);
