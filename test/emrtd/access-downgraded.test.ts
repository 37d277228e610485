import { expect, it } from 'vitest';
import { confirmCardAccess } from '../../drivers/emrtd/access/open-access.ts';
import { cccdCardAccess, parseSecurityInfos } from '../../drivers/emrtd/access/security-infos.ts';
import { encodeTlv } from '../../drivers/emrtd/codec/tlv.ts';
import { fromHex } from './kit.ts';

const gm128 = '3012060a04007f0007020204020202010202010d';
const gm256 = '3012060a04007f0007020204020402010202010d';
const onP384 = '3012060a04007f0007020204020202010202010f';
const cam128 = '3012060a04007f0007020204060202010202010d';
const modp = '3012060a04007f00070202040102020102020100';
const chipAuthentication = '300f060a04007f00070202030202020101';
const set = (...infos: string[]) => encodeTlv(0x31, ...infos.map(fromHex));
const dg14 = (...infos: string[]) => parseSecurityInfos(set(...infos));

it.each<[string, Uint8Array | undefined, boolean, ReturnType<typeof dg14> | undefined, string]>([
  ['says the same', set(gm128), true, dg14(chipAuthentication, gm128), 'confirmed'],
  ['says the same in another order', set(cam128, gm128), true, dg14(gm128, cam128), 'confirmed'],
  ['says what is known of the kind of card', undefined, true, dg14(gm128), 'confirmed'],
  ['says the same of the Vietnamese card', cccdCardAccess, true, dg14(chipAuthentication, gm128), 'confirmed'],
  ['knows no PACE, nor did we', undefined, false, dg14(chipAuthentication), 'confirmed'],
  ['knows only a PACE that we do not', set(modp), false, dg14(modp), 'confirmed'],
  ['has longer keys, which were hidden', set(gm128), true, dg14(gm128, gm256), 'contradicted'],
  ['has the mapping that proves the chip, which was hidden', set(gm128), true, dg14(gm128, cam128), 'contradicted'],
  ['has another curve', set(onP384), true, dg14(gm128), 'contradicted'],
  ['lacks a suite that was offered', set(gm128, gm256), true, dg14(gm256), 'contradicted'],
  ['has only a PACE that we do not know', set(gm128), true, dg14(modp), 'contradicted'],
  ['has PACE, which was hidden', undefined, false, dg14(gm128), 'contradicted'],
  ['has PACE, which was offered and withheld', set(gm128), false, dg14(gm128), 'contradicted'],
  ['is not there', set(gm128), true, undefined, 'unconfirmed'],
  ['is not there, and BAC was used', undefined, false, undefined, 'unconfirmed'],
  ['is silent on PACE', set(gm128), true, dg14(chipAuthentication), 'unconfirmed'],
])('where the DG14 %s', (_, cardAccess, usedPace, signed, expected) => {
  expect(confirmCardAccess(cardAccess, usedPace, signed)).toBe(expected);
});
