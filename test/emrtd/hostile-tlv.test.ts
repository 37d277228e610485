import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeTlv, objectIdentifier, parseTlv, parseTlvs } from '../../drivers/emrtd/codec/tlv.ts';
import { repetitions } from '../support/repetitions.ts';
import { fromHex } from './kit.ts';

interface Tree {
  tag: number;
  value: Uint8Array;
  children: readonly Tree[];
}

const constructed = [0x30, 0x31, 0x6d, 0x7f49];
const leaf: fc.Arbitrary<Tree> = fc.record({
  tag: fc.constantFrom(0x02, 0x0c, 0x87, 0x5f1f),
  value: fc.uint8Array({ maxLength: 300 }),
  children: fc.constant([]),
});
function treeOf(depth: number): fc.Arbitrary<Tree> {
  if (depth === 0) return leaf;
  const node = fc.record({
    tag: fc.constantFrom(...constructed),
    value: fc.constant(new Uint8Array()),
    children: fc.array(treeOf(depth - 1), { maxLength: 4 }),
  });
  return fc.oneof(leaf, node);
}
const tree = treeOf(5);

const encode = ({ tag, value, children }: Tree): Uint8Array => encodeTlv(tag, value, ...children.map(encode));
const shape = ({ tag, value, children }: Tree): unknown =>
  constructed.includes(tag) ? [tag, children.map(shape)] : [tag, [...value]];

const patience = { timeout: repetitions(30_000) };
const malformed = expect.objectContaining({ code: 'CARD_DATA_INVALID' }) as Error;

describe('TLV', () => {
  it('gives back whatever was encoded', patience, () => {
    fc.assert(
      fc.property(tree, (node) => {
        const encoded = encode(node);
        const parsed = parseTlv(encoded, node.tag);
        expect(shape(parsed)).toEqual(shape(node));
        expect(parsed.encoded).toEqual(encoded);
      }),
      { numRuns: repetitions(100) },
    );
  });

  it.each([
    ['a value beyond the end', '300502'],
    ['a length without bytes', '3082'],
    ['a length of five bytes', '308500000000010000000000'],
    ['a tag without end', '1fffffffffff'],
    ['an indefinite primitive', '04800000'],
    ['an indefinite object without end', '3080020101'],
    ['something behind the one object', '30000500'],
  ])('refuses %s', (_, encoded) => {
    expect(() => parseTlv(fromHex(encoded), 0x30)).toThrow(malformed);
  });

  it('refuses a tower of ten thousand storeys', () => {
    expect(() => parseTlvs(fromHex('3080'.repeat(10_000)))).toThrow(malformed);
  });

  it('refuses sixteen thousand empty objects', () => {
    expect(() => parseTlvs(fromHex('0500'.repeat(16_000)))).toThrow(malformed);
  });

  it('takes lengths that are longer than need be, or left open, and tags of three bytes', () => {
    const inside = { tag: 0x02, value: fromHex('05') };
    expect(parseTlv(fromHex('308400000003020105'), 0x30).children).toMatchObject([inside]);
    const open = parseTlv(fromHex('30803080 0201050000 0000'.replaceAll(' ', '')), 0x30);
    expect(open).toMatchObject({ value: fromHex('30800201050000'), children: [{ children: [inside] }] });
    expect(open.encoded).toHaveLength(11);
    expect(parseTlv(fromHex('5f850100'), 0x5f8501).value).toHaveLength(0);
  });

  it('does not take bytes behind an object for its length', () => {
    expect(() => parseTlv(fromHex('3106300202810000'), 0x31)).toThrow(malformed);
  });

  it('reads an object identifier with a large second arc', () => {
    expect(objectIdentifier(parseTlv(fromHex('0603883703'), 0x06))).toBe('2.999.3');
  });
});
