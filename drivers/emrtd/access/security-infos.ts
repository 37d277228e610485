import { hexToBytes } from '@noble/hashes/utils.js';
import { objectIdentifier, parseTlv, smallInteger } from '../codec/tlv.ts';

/** id-PACE-ECDH-GM-AES-CBC-CMAC-128 with brainpoolP256r1, the suite of the Vietnamese card and of ICAO 9303-11 appendix G.1. */
export const paceProtocol = { oid: '0.4.0.127.0.7.2.2.4.2.2', parameterId: 13 } as const;

/** EF.CardAccess of the căn cước as several independent readers found it, for readers and chips that do not yield the file. */
export const cccdCardAccess = hexToBytes(
  '3134300d060804007f0007020202020101300f060a04007f000702020302020201013012060a04007f0007020204020202010202010d',
);

/**
 * Whether EF.CardAccess (SecurityInfos, ICAO 9303-11 §9.2) offers the suite that this reader has.
 * @throws ChipError `CARD_DATA_INVALID`
 */
export function offersPace(cardAccess: Uint8Array): boolean {
  return parseTlv(cardAccess, 0x31).children.some((info) => {
    const [protocol, version, parameter] = info.children;
    return (
      protocol !== undefined &&
      version !== undefined &&
      parameter !== undefined &&
      objectIdentifier(protocol) === paceProtocol.oid &&
      smallInteger(version) === 2 &&
      smallInteger(parameter) === paceProtocol.parameterId
    );
  });
}
