import { readFileSync } from 'node:fs';
import { concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { encodeTlv } from '../../emrtd/codec/tlv.ts';

const portraits = {
  jpeg: new URL('./portrait.jpg', import.meta.url),
  jpeg2000: new URL('./portrait.jp2', import.meta.url),
} as const;
export type FaceFormat = keyof typeof portraits;

/** The drawing of portrait.svg, of nobody: 480 x 640 dots, 20 kB. */
export const portrait = (format: FaceFormat): Uint8Array => readFileSync(portraits[format]);

/** DG2 (ICAO 9303-10 §4.7.2) with one face of ISO 19794-5:2005. @param featurePoints how many stand before the picture */
export function dg2Of(format: FaceFormat, featurePoints = 0): Uint8Array {
  const image = portrait(format);
  const point = (_: unknown, index: number) => [1, 0x31 + index, 0, 194 + index, 1, 38, 0, 0];
  const facial = Uint8Array.from([
    ...[0, featurePoints, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    ...Array.from({ length: featurePoints }, point).flat(),
  ]);
  // Full frontal, 480 x 640 dots in sRGB, from an unknown source.
  const picture = Uint8Array.of(1, format === 'jpeg' ? 0 : 1, 0x01, 0xe0, 0x02, 0x80, 1, 0, 0, 0, 0, 0);
  const block = concatBytes(facial, picture, image);
  const record = concatBytes(
    ...[utf8ToBytes('FAC\x00010\x00'), fourBytes(14 + 4 + block.length), Uint8Array.of(0, 1)],
    ...[fourBytes(4 + block.length), block],
  );
  return biometric(encodeTlv(0x5f2e, record));
}

/**
 * The same with one face of ISO/IEC 39794-5:2019 in DER. Each field has the tag of its place in its SEQUENCE; that of a CHOICE
 * stands around the tag of what was chosen. This software makes use of the Schema from ISO/IEC 39794-5 within modifications permitted
 * in the relevant ISO/IEC standard. Please reproduce this note if possible.
 */
export function dg2In39794Of(format: FaceFormat): Uint8Array {
  const primitive = (place: number, ...bytes: number[]) => encodeTlv(0x80 + place, Uint8Array.from(bytes));
  const constructed = (place: number, ...parts: Uint8Array[]) => encodeTlv(0xa0 + place, ...parts);

  const imageSizeBlock = constructed(7, primitive(0, 0x01, 0xe0), primitive(1, 0x02, 0x80));
  const imageInformation2DBlock = constructed(
    1,
    // imageDataFormat: jpeg, or jpeg2000Lossy.
    constructed(0, primitive(0, format === 'jpeg' ? 2 : 3)),
    // faceImageKind2D: mrtd.
    constructed(1, primitive(0, 0)),
    imageSizeBlock,
    // imageColourSpace: rgb24Bit.
    constructed(9, primitive(0, 2)),
  );
  const imageRepresentation2DBlock = constructed(0, encodeTlv(0x80, portrait(format)), imageInformation2DBlock);
  const imageRepresentation = constructed(1, constructed(0, imageRepresentation2DBlock));
  const representationId = primitive(0, 0);
  const representationBlocks = constructed(1, encodeTlv(0x30, representationId, imageRepresentation));
  // Generation 3, of 2019.
  const versionBlock = constructed(0, primitive(0, 3), primitive(1, 0x07, 0xe3));
  const faceImageDataBlock = encodeTlv(0x65, versionBlock, representationBlocks);
  return biometric(encodeTlv(0x7f2e, constructed(1, faceImageDataBlock)));
}

/** One template of one record; its header says the same of both kinds: which one it is, a reader sees from the record. */
function biometric(record: Uint8Array): Uint8Array {
  const header = encodeTlv(0xa1, hexToBytes('800201018101028201008702010188020008'));
  const instance = encodeTlv(0x7f60, header, record);
  return encodeTlv(0x75, encodeTlv(0x7f61, encodeTlv(0x02, Uint8Array.of(1)), instance));
}

function fourBytes(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}
