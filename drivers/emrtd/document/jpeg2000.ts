import { malformed } from '../chip-error.ts';
import { isJp2 } from './dg2.ts';

/** Samples of 8 bits; of three components red, green, blue of each point in turn. */
export interface Picture {
  width: number;
  height: number;
  components: 1 | 3;
  samples: Uint8Array;
}

/**
 * Of what the decoder gets to see. It takes some 25 bytes of memory and 0.3 µs for each sample, and more memory than there is where a
 * picture is cut into millions of precincts. Faces have 0.2 to 0.5 million points.
 */
const limits = {
  side: 4_000,
  points: 1_000_000,
  tiles: 64,
  layers: 64,
  decompositionLevels: 10,
  /** Binary logarithm of a precinct's side. */
  precinctExponent: 3,
} as const;

/**
 * @param image a JP2 file or a bare codestream (ISO/IEC 15444-1)
 * @throws ChipError `CARD_DATA_INVALID`
 */
export async function decodeJpeg2000(image: Uint8Array): Promise<Picture> {
  const codestream = isJp2(image) ? codestreamOf(image) : image;
  const { width, height, components } = sizeOf(codestream);
  checkSegments(codestream);

  const { default: createDecoder } = await import('@cornerstonejs/codec-openjpeg/decodewasmjs');
  // An instance for each picture: its memory never shrinks, and after a fault it is in no state to go on with.
  const silent = () => undefined;
  const { J2KDecoder } = await createDecoder({ print: silent, printErr: silent });
  try {
    const decoder = new J2KDecoder();
    decoder.getEncodedBuffer(codestream.length).set(codestream);
    decoder.decode();
    const samples = Uint8Array.from(decoder.getDecodedBuffer());
    if (samples.length === width * height * components) return { width, height, components, samples };
  } catch {
    // Faults of the WebAssembly machine and exceptions of C++ come as anything, numbers among them.
  }
  throw malformed('JPEG 2000 picture');
}

/** What the box jp2c holds (ISO/IEC 15444-1 annex I.5.4). The other boxes stay out of the decoder's reach: palettes above all. */
function codestreamOf(file: Uint8Array): Uint8Array {
  const view = viewOf(file);
  for (let at = 0; at + 8 <= file.length;) {
    const length = view.getUint32(at);
    const end = length === 0 ? file.length : at + length;
    if (length === 1 || end < at + 8 || end > file.length) break;
    if (view.getUint32(at + 4) === 0x6a703263) return file.subarray(at + 8, end);
    at = end;
  }
  throw malformed('JP2 file without codestream');
}

/** The marker segment SIZ, which comes first (ISO/IEC 15444-1 annex A.5.1). */
function sizeOf(codestream: Uint8Array): { width: number; height: number; components: 1 | 3 } {
  const view = viewOf(codestream);
  if (codestream.length < 42 || view.getUint32(0) !== 0xff4fff51) throw malformed('JPEG 2000 codestream');
  const [width = 0, height = 0, ...offsets] = [8, 12, 16, 20, 32, 36].map((at) => view.getUint32(at));
  const [tileWidth, tileHeight] = [view.getUint32(24), view.getUint32(28)];
  const components = view.getUint16(40);
  const isPlain = offsets.every((offset) => offset === 0) && tileWidth > 0 && tileHeight > 0;
  const isSmall = width > 0 && width <= limits.side && height > 0 && height <= limits.side;
  const tiles = Math.ceil(width / tileWidth) * Math.ceil(height / tileHeight);
  if (!isPlain || !isSmall || width * height > limits.points || tiles > limits.tiles)
    throw malformed('size of a JPEG 2000 picture');
  if (components !== 1 && components !== 3) throw malformed('components of a JPEG 2000 picture');
  // Unsigned, 8 bits, one sample a point.
  for (let at = 42; at < 42 + 3 * components; at += 3)
    if (![7, 1, 1].every((value, index) => codestream[at + index] === value))
      throw malformed('components of a JPEG 2000 picture');
  return { width, height, components };
}

const marker = { cod: 0xff52, sot: 0xff90, sod: 0xff93, endOfCodestream: 0xffd9 } as const;

/** TLM, PLM, PLT, QCD, QCC, RGN, CRG, COM: they make nothing larger. */
const harmless = [0xff55, 0xff57, 0xff58, 0xff5c, 0xff5d, 0xff5e, 0xff63, 0xff64];

/** All marker segments behind SIZ, those of each tile-part too (ISO/IEC 15444-1 annex A.3, A.4). */
function checkSegments(codestream: Uint8Array): void {
  const view = viewOf(codestream);
  let tilePartEnd = codestream.length;
  for (let at = 4 + view.getUint16(4); at + 12 <= codestream.length;) {
    const code = view.getUint16(at);
    if (code === marker.endOfCodestream) return;
    if (code === marker.sod) {
      if (tilePartEnd <= at) throw malformed('tile-part of a JPEG 2000 picture');
      at = tilePartEnd;
      continue;
    }
    if (code === marker.sot) {
      const length = view.getUint32(at + 6);
      tilePartEnd = length === 0 ? codestream.length : at + length;
    } else if (code === marker.cod) {
      checkCodingStyle(codestream.subarray(at + 4, at + 2 + view.getUint16(at + 2)));
    } else if (!harmless.includes(code)) {
      throw malformed('marker of a JPEG 2000 picture');
    }
    at += 2 + view.getUint16(at + 2);
  }
}

/** Scod, progression order, layers (2), component transformation, decomposition levels, four bytes more, precincts (annex A.6.1). */
function checkCodingStyle(style: Uint8Array): void {
  const [, , layersHigh = 0, layersLow = 0, , levels = 0] = style;
  const precincts = style.subarray(10);
  const isSmall = (size: number) => (size & 0x0f) < limits.precinctExponent || size >> 4 < limits.precinctExponent;
  if (
    style.length < 10 ||
    layersHigh * 256 + layersLow > limits.layers ||
    levels > limits.decompositionLevels ||
    precincts.some(isSmall)
  )
    throw malformed('coding style of a JPEG 2000 picture');
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
