import { concatBytes } from '@noble/hashes/utils.js';
import { dataGroupOfTag } from '../../../drivers/emrtd/codec/files.ts';
import { elementsOf } from '../../../drivers/emrtd/proof/der.ts';

/** The files of a card one behind the other, so that all that is done to one input can be done to any of them, or between them. */
export const bagOf = (...files: readonly Uint8Array[]) => concatBytes(...files);

/** By their tags. @throws ChipError where the bag itself is broken */
export function filesIn(bag: Uint8Array) {
  const files = new Map(elementsOf(bag, 64).map((element) => [element.tag, element]));
  const dataGroups = new Map<number, Uint8Array>();
  for (const [tag, { encoded }] of files) {
    const number = dataGroupOfTag(tag);
    if (number !== undefined) dataGroups.set(number, encoded);
  }
  return {
    com: files.get(0x60)?.encoded,
    sod: files.get(0x77)?.encoded,
    signature: files.get(0x04)?.value,
    dataGroups,
  };
}
