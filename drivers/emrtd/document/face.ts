import { type Face, faceSchema } from '../../../src/contract/chip.ts';
import { ChipError, malformed } from '../chip-error.ts';
import { parseDg2 } from './dg2.ts';
import { type Picture, decodeJpeg2000 } from './jpeg2000.ts';

/** The longest side of a JPEG, which is decoded where it is shown. */
const longestSide = 4_000;

/**
 * The face of DG2 as a browser shows it: a JPEG as it is, a JPEG 2000 as PNG. For an authentic DG2, after the person is known: decoding
 * holds the process for near a tenth of a second.
 * @returns undefined where there is none that could be shown: no reason to refuse a card
 */
export async function showableFace(dg2: Uint8Array): Promise<Face | undefined> {
  try {
    const { mediaType, bytes } = parseDg2(dg2);
    const face = mediaType === 'image/jpeg' ? jpeg(bytes) : await png(await decodeJpeg2000(bytes));
    return faceSchema.safeParse(face).data;
  } catch (error) {
    if (error instanceof ChipError) return undefined;
    throw error;
  }
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');

/** ISO/IEC 10918-1 annex B.2: marker segments up to the frame header. */
function jpeg(bytes: Uint8Array): Face {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 2; at + 9 <= bytes.length; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint16(at);
    if (marker === sof.baseline || marker === sof.extended) {
      const [height, width] = [view.getUint16(at + 5), view.getUint16(at + 7)];
      if (Math.max(width, height) > longestSide) break;
      return { mediaType: 'image/jpeg', data: base64(bytes), width, height };
    }
    if (!isSegment(marker)) break;
  }
  throw malformed('JPEG picture');
}

/** Sequential frames. ISO/IEC 19794-5 knows no others, and a progressive one can keep a browser busy for minutes. */
const sof = { baseline: 0xffc0, extended: 0xffc1 } as const;

/** DHT, DQT, DRI, COM and APPn: what may stand before a sequential frame header. */
const isSegment = (marker: number) => [0xffc4, 0xffdb, 0xffdd, 0xfffe].includes(marker) || (marker & 0xfff0) === 0xffe0;

async function png({ width, height, components, samples }: Picture): Promise<Face> {
  const { PNG } = await import('pngjs');
  const colorType = components === 1 ? 0 : 2;
  const picture = Object.assign(new PNG({ width, height }), { data: Buffer.from(samples) });
  const options = { colorType, inputColorType: colorType, inputHasAlpha: false, deflateLevel: 6 } as const;
  return { mediaType: 'image/png', data: base64(PNG.sync.write(picture, options)), width, height };
}
