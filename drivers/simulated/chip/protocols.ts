import { bytesToHex } from '@noble/hashes/utils.js';
import { type Curve, curveOf } from '../../emrtd/access/domain-parameters.ts';
import { parseTlvs } from '../../emrtd/codec/tlv.ts';
import { type Cipher, aes128, aes192, aes256, tripleDes } from '../../emrtd/messaging/cipher.ts';

/** What EF.CardAccess or DG14 promises: an object identifier's bytes as hex digits, and the integers behind it. */
interface SecurityInfo {
  oid: string;
  integers: number[];
}

/** One PACE that a chip promises. */
export interface PaceProtocol {
  /** The object identifier's value, as MSE:Set AT and the tokens hold it. */
  oid: Uint8Array;
  mapping: 'GM' | 'CAM';
  cipher: Cipher;
  curve: Curve;
}

const dg14Tag = 0x6e;

/** 0.4.0.127.0.7.2.2.4 and .3.2. */
const pacePrefix = '04007f0007020204';
const chipAuthenticationPrefix = '04007f000702020302';
const ciphers = new Map([
  ['01', tripleDes],
  ['02', aes128],
  ['03', aes192],
  ['04', aes256],
]);
const mappings = new Map<string, PaceProtocol['mapping']>([
  ['02', 'GM'],
  ['06', 'CAM'],
]);

/**
 * @param file EF.CardAccess, or DG14, which wraps the same in its own tag
 * @returns none where there is no file, or where it is broken: such a chip knows no protocol
 */
export function securityInfos(file: Uint8Array | undefined): SecurityInfo[] {
  try {
    const [outer] = parseTlvs(file ?? new Uint8Array());
    const set = outer?.tag === dg14Tag ? outer.children[0] : outer;
    return (set?.children ?? []).map(({ children: [oid, ...others] }) => ({
      oid: bytesToHex(oid?.value ?? new Uint8Array()),
      integers: others.filter(({ tag }) => tag === 0x02).map(({ value }) => unsigned(value)),
    }));
  } catch {
    return [];
  }
}

/** The PACE of these infos that MSE:Set AT asks for. @param oid its object 80 @param parameterId its object 84, where given */
export function paceProtocol(
  infos: readonly SecurityInfo[],
  oid: Uint8Array,
  parameterId?: number,
): PaceProtocol | undefined {
  const wanted = bytesToHex(oid);
  const [mapping, cipher] = [mappings.get(wanted.slice(-4, -2)), ciphers.get(wanted.slice(-2))];
  if (!wanted.startsWith(pacePrefix) || mapping === undefined || cipher === undefined) return undefined;
  const offered = infos.filter((info) => info.oid === wanted).map(({ integers: [, id] }) => id);
  const id = offered.find((each) => parameterId === undefined || each === parameterId);
  const curve = id === undefined ? undefined : curveOf(id);
  return curve && { oid, mapping, cipher, curve };
}

/** The cipher of a chip authentication that these infos offer. @param oid object 80 of MSE:Set AT */
export function chipAuthenticationCipher(infos: readonly SecurityInfo[], oid: Uint8Array): Cipher | undefined {
  const wanted = bytesToHex(oid);
  if (!wanted.startsWith(chipAuthenticationPrefix)) return undefined;
  return infos.some((info) => info.oid === wanted) ? ciphers.get(wanted.slice(-2)) : undefined;
}

/** MSE:Set KAT knows 3DES only; DG14 of the first chips names no cipher at all. */
export function offersKeyAgreementTemplate(infos: readonly SecurityInfo[]): boolean {
  const offered = infos.filter(({ oid }) => oid.startsWith(chipAuthenticationPrefix) && oid.length > 18);
  return offered.length === 0 || offered.some(({ oid }) => oid.endsWith('01'));
}

/** Big-endian. */
export const unsigned = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => sum * 256 + byte, 0);
