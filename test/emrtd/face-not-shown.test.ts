import fc from 'fast-check';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { ChipError } from '../../drivers/emrtd/chip-error.ts';
import { encodeTlv } from '../../drivers/emrtd/codec/tlv.ts';
import { parseDg2 } from '../../drivers/emrtd/document/dg2.ts';
import { showableFace } from '../../drivers/emrtd/document/face.ts';
import { decodeJpeg2000 } from '../../drivers/emrtd/document/jpeg2000.ts';
import { repetitions } from '../support/repetitions.ts';
import { fromHex } from './kit.ts';

const fromBase64 = (text: string) => Uint8Array.from(Buffer.from(text, 'base64'));

// 8 by 6 points by opj_compress 2.5, without loss: red 30x, green 40y, blue 7xy modulo 256; and one of 30x alone.
const codestream = fromBase64(
  '/0//UQAvAAAAAAAIAAAABgAAAAAAAAAAAAAACAAAAAYAAAAAAAAAAAADBwEBBwEBBwEB/1IADAAAAAEBAQQEAAH/XAAHQEBISFD/ZAAlAAFDcmVhdGVkIGJ5IE9wZW5KUEVHIHZlcnNpb24gMi41LjD/kAAKAAAAAAB2AAH/k9+AaAavSIFUrBKkOcUy9wvfgFAOXnokT4DMGjRH34B4DkePB/lKrVWCecgz0OJ/wPkCwfOEgDoYHg9jTZ8MvlBwIIQfwfOEh9QNAPhCIKoyHw50Z095fyC3wfOEh9QKG+2nfw4/GQ9//9k=',
);
const greyCodestream = fromBase64(
  '/0//UQApAAAAAAAIAAAABgAAAAAAAAAAAAAACAAAAAYAAAAAAAAAAAABBwEB/1IADAAAAAEAAQQEAAH/XAAHQEBISFD/ZAAlAAFDcmVhdGVkIGJ5IE9wZW5KUEVHIHZlcnNpb24gMi41LjD/kAAKAAAAAAAkAAH/k9+AWAlOubg/3447Eb8vwfOEABvtp3//2Q==',
);
// Signature, file type, header of 8 by 6 points in sRGB, and the codestream's box.
const jp2 = Buffer.concat([
  fromHex(
    '0000000c6a5020200d0a870a00000014667479706a703220000000006a7032200000002d6a703268000000166968647200000006000000080003070700000000000f636f6c7201000000000010000000f16a703263',
  ),
  codestream,
]);
// The first picture by ImageMagick: baseline.
const jpeg = fromBase64(
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/2wBDAQMEBAUEBQkFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBT/wAARCAAGAAgDAREAAhEBAxEB/8QAFAABAAAAAAAAAAAAAAAAAAAABv/EACEQAAABDQAAAAAAAAAAAAAAAAABAgMEBQcIERITIULR/8QAFQEBAQAAAAAAAAAAAAAAAAAABQb/xAAeEQAABAcAAAAAAAAAAAAAAAAAAwURAQQGBxITQf/aAAwDAQACEQMRAD8AMOVhCYa7YqOQ5lqXgh0QyK423oPoK4c4Vgzj/9k=',
);

/** Pictures of the same size: what `opj_decompress` makes of the codestreams. */
const points = Array.from({ length: 48 }, (_, index) => ({ x: index % 8, y: Math.floor(index / 8) }));
const coloured = points.flatMap(({ x, y }) => [30 * x, 40 * y, (7 * x * y) % 256, 255]);
const grey = points.flatMap(({ x }) => [30 * x, 30 * x, 30 * x, 255]);

const bigEndian = (length: number, value: number) => fromHex(value.toString(16).padStart(2 * length, '0'));

interface RecordOptions {
  featurePoints?: number;
  /** Bytes that the lengths claim beyond what is there. */
  excess?: number;
  others?: readonly Uint8Array[];
}

/** ISO/IEC 19794-5:2005: header, facial information, feature points, image information, image. */
function facialRecord(image: Uint8Array, { featurePoints = 0, excess = 0, others = [] }: RecordOptions = {}) {
  const faces = [image, ...others].map((bytes) =>
    Buffer.concat([
      bigEndian(4, 20 + 8 * featurePoints + 12 + bytes.length + excess),
      bigEndian(2, featurePoints),
      fromHex('01020300000000000000000000ff'),
      Buffer.alloc(8 * featurePoints, 0xab),
      fromHex('0101000800060102000000ff'),
      bytes,
    ]),
  );
  const length = 14 + faces.reduce((sum, face) => sum + face.length, 0);
  return Buffer.concat([fromHex('4641430030313000'), bigEndian(4, length), bigEndian(2, faces.length), ...faces]);
}

/** ISO/IEC 39794-5, as its application profile for eMRTDs has it. */
function faceImageDataBlock(image: Uint8Array): Uint8Array {
  const version = fromHex('a007800103810207e3');
  const information = encodeTlv(0xa1, fromHex('a003800102'));
  const twoDimensions = encodeTlv(0xa0, encodeTlv(0x80, image), information);
  const block = encodeTlv(
    0x30,
    fromHex('800100'),
    encodeTlv(0xa1, encodeTlv(0xa0, twoDimensions)),
    fromHex('a2028000'),
  );
  return encodeTlv(0xa1, encodeTlv(0x65, version, encodeTlv(0xa1, block)));
}

function dg2(record: Uint8Array, tag = 0x5f2e): Uint8Array {
  const header = encodeTlv(0xa1, fromHex('800201018101028702010188020008'));
  return encodeTlv(0x75, encodeTlv(0x7f61, fromHex('020101'), encodeTlv(0x7f60, header, encodeTlv(tag, record))));
}

const dg2Of = (image: Uint8Array) => dg2(facialRecord(image));

/** The same with bytes written over it. */
function patched(bytes: Uint8Array, at: number, hex: string): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy.set(fromHex(hex), at);
  return copy;
}

describe('the face of DG2 is found', () => {
  it.each([
    ['in a record as most cards have it', dg2(facialRecord(jpeg))],
    ['behind feature points', dg2(facialRecord(jpeg, { featurePoints: 3 }))],
    ['before a second face', dg2(facialRecord(jpeg, { others: [codestream] }))],
    ['under the tag of constructed objects', dg2(facialRecord(jpeg), 0x7f2e)],
    ['in a record of ISO/IEC 39794-5', dg2(faceImageDataBlock(jpeg), 0x7f2e)],
    ['in one under the other tag', dg2(faceImageDataBlock(jpeg))],
  ])('%s', (_, file) => {
    expect(parseDg2(file)).toEqual({ mediaType: 'image/jpeg', bytes: expect.anything() as unknown });
    expect(Buffer.from(parseDg2(file).bytes).equals(jpeg)).toBe(true);
  });
});

describe('a face is shown', () => {
  it('as it is where it is a JPEG', async () => {
    expect(await showableFace(dg2Of(jpeg))).toEqual({
      mediaType: 'image/jpeg',
      data: Buffer.from(jpeg).toString('base64'),
      width: 8,
      height: 6,
    });
  });

  it.each([
    ['JPEG 2000', jp2, coloured],
    ['a bare codestream', codestream, coloured],
    ['shades of grey', greyCodestream, grey],
  ])('as PNG where it is %s', async (_, image, expected) => {
    const face = await showableFace(dg2Of(image));
    expect(face).toMatchObject({ mediaType: 'image/png', width: 8, height: 6 });
    const png = PNG.sync.read(Buffer.from(face?.data ?? '', 'base64'));
    expect([...png.data]).toEqual(expected);
  });
});

describe('the decoder never sees', () => {
  const cod = codestream.indexOf(0x52) - 1;
  const tilePart = Buffer.from(codestream).indexOf(fromHex('ff90000a'));
  const withCodingStyle = (hex: string) =>
    Buffer.concat([codestream.subarray(0, cod), fromHex(hex), codestream.subarray(cod + 14)]);

  it.each<[string, Uint8Array, RegExp]>([
    ['65,535 by 65,535 points', patched(codestream, 8, '0000ffff0000ffff'), /^size/],
    ['as many in a file', patched(jp2, 85 + 8, '0000ffff0000ffff'), /^size/],
    ['four thousand million points in one line', patched(codestream, 8, 'ffffffff00000001'), /^size/],
    ['no points', patched(codestream, 8, '0000000800000000'), /^size/],
    ['a picture off its own grid', patched(codestream, 16, '00000001'), /^size/],
    ['tiles without width', patched(codestream, 24, '00000000'), /^size/],
    ['a tile for each point', patched(codestream, 8, '0000000a0000000a0000000000000000' + '0000000100000001'), /^size/],
    ['16,384 components', patched(codestream, 40, '4000'), /^components/],
    ['samples of 38 bits', patched(codestream, 42, '25'), /^components/],
    ['fewer samples than points', patched(codestream, 46, '02'), /^components/],
    ['65,535 layers', patched(codestream, cod + 6, 'ffff'), /^coding style/],
    ['32 decompositions', patched(codestream, cod + 9, '20'), /^coding style/],
    ['precincts of one point', withCodingStyle('ff52000e010000010101040400010000'), /^coding style/],
    ['a coding style cut short', withCodingStyle('ff5200050000000100'), /^coding style/],
    ['another coding style for one component', withCodingStyle('ff53000c0000000001010404000100'), /^marker/],
    ['a tile-part that ends before it begins', patched(codestream, tilePart + 6, '00000001'), /^tile-part/],
    ['boxes without length', patched(jp2, 12, '00000002'), /^JP2 file/],
    ['a box that ends behind the file', patched(jp2, 12, '7fffffff'), /^JP2 file/],
    ['a file without codestream', patched(jp2, 81, '70636c72'), /^JP2 file/],
  ])('%s', async (_, image, reason) => {
    await expect(decodeJpeg2000(image)).rejects.toThrow(reason);
    expect(await showableFace(dg2Of(image))).toBeUndefined();
  });
});

describe('no face is shown, and nothing else fails,', () => {
  const png = PNG.sync.write(new PNG({ width: 8, height: 6 }));

  it.each<[string, Uint8Array]>([
    ['of a PNG', dg2Of(png)],
    ['of a PNG that begins as a JPEG', dg2Of(Buffer.concat([fromHex('ffd8ff'), png]))],
    ['of an empty image', dg2Of(new Uint8Array())],
    ['of a JPEG cut short before its size', dg2Of(jpeg.subarray(0, 150))],
    [
      'of a JPEG whose segments have no length',
      dg2Of(Buffer.concat([jpeg.subarray(0, 2), Buffer.alloc(5_000, 'ffe00000', 'hex')])),
    ],
    ['of a progressive JPEG', dg2Of(patched(jpeg, jpeg.indexOf(0xc0), 'c2'))],
    ['of a JPEG of 65,535 lines', dg2Of(patched(jpeg, jpeg.indexOf(0xc0) + 4, 'ffff'))],
    ['of a JPEG without width', dg2Of(patched(jpeg, jpeg.indexOf(0xc0) + 6, '0000'))],
    ['of a JPEG 2000 cut short', dg2Of(jp2.subarray(0, 200))],
    ['where the record claims more than there is', dg2(facialRecord(jpeg, { excess: 1 }))],
    ['where it claims 65,535 feature points', dg2(patched(facialRecord(jpeg), 18, 'ffff'))],
    ['where it claims less than its own header', dg2(patched(facialRecord(jpeg), 14, '00000000'))],
    ['where the record is cut short', dg2(facialRecord(jpeg).subarray(0, 30))],
    ['where there is no record', encodeTlv(0x75, encodeTlv(0x7f61, fromHex('020100')))],
    ['where the template is cut short', dg2Of(jpeg).subarray(0, 100)],
    ['where templates lie in templates', encodeTlv(0x75, fromHex('7f6180'.repeat(10_000)))],
    ['where the file is another', encodeTlv(0x6d, facialRecord(jpeg))],
  ])('%s', async (_, file) => {
    expect(await showableFace(file)).toBeUndefined();
  });

  it('whatever DG2 holds', () => {
    const files = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.uint8Array({ maxLength: 300 }).map((record) => dg2(record)),
      fc.uint8Array({ maxLength: 300 }).map((image) => dg2Of(Buffer.concat([jpeg.subarray(0, 3), image]))),
      fc
        .tuple(fc.nat(dg2Of(jp2).length - 1), fc.integer({ min: 0, max: 255 }))
        .map(([at, byte]) => patched(dg2Of(jp2), at, byte.toString(16).padStart(2, '0'))),
    );
    fc.assert(
      fc.property(files, (file) => {
        try {
          parseDg2(file);
        } catch (error) {
          expect(error).toBeInstanceOf(ChipError);
        }
      }),
      { numRuns: repetitions(1_000) },
    );
  });

  it('however a JPEG 2000 is spoilt', async () => {
    const spoilt = fc.tuple(fc.nat(codestream.length - 1), fc.integer({ min: 0, max: 255 }));
    await fc.assert(
      fc.asyncProperty(spoilt, async ([at, byte]) => {
        const face = await showableFace(dg2Of(patched(codestream, at, byte.toString(16).padStart(2, '0'))));
        expect(face?.mediaType ?? 'image/png').toBe('image/png');
      }),
      { numRuns: repetitions(20) },
    );
  });
});
