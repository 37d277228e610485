import { hexToBytes } from '@noble/hashes/utils.js';
import { type Command, type Response, decodeResponse, encodeCommand } from '../../drivers/emrtd/codec/apdu.ts';
import { encodeTlv, parseTlvs } from '../../drivers/emrtd/codec/tlv.ts';
import { type Cipher, pad, tripleDes, unpad } from '../../drivers/emrtd/messaging/cipher.ts';
import type { Card, Conduct } from '../../drivers/simulated/cards/card.ts';
import { type Chip, createChip } from '../../drivers/simulated/chip/chip.ts';

export const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
export const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

/** Gives these bytes, one draw after the other. */
export function drawing(...draws: string[]): (length: number) => Uint8Array {
  const rest = draws.map(hexToBytes);
  return (length) => {
    const next = rest.shift() ?? new Uint8Array(length).fill(7);
    if (next.length !== length) throw new Error(`${length} bytes wanted, ${next.length} at hand`);
    return next;
  };
}

export const emptyCard: Card = { passwords: {}, masterFile: {}, application: {}, keys: {}, conduct: {} };

/** EF.COM of ICAO 9303-11 appendix D.4. */
export const com = hexToBytes('60145f0104303130365f36063034303030305c026175');
/** The document of ICAO 9303-11 appendix D. */
export const appendixD: Card = {
  ...emptyCard,
  passwords: { mrz: { documentNumber: 'L898902C', birthDate: '690806', expiryDate: '940623' } },
  application: { '011e': base64(com) },
};

/** EF.CardAccess with one PACE. @param suite the last two arcs, as bytes @param parameterId as a byte */
export const cardAccess = (suite: string, parameterId: string) =>
  base64(hexToBytes(`31143012060a04007f0007020204${suite}0201020201${parameterId}`));

/** One exchange in plain hexadecimal. */
export const ask = (chip: Chip, command: string) => hex(chip.process(hexToBytes(command)));

export interface Session {
  cipher: Cipher;
  encryption: Uint8Array;
  mac: Uint8Array;
  counter: bigint;
}

/** The session of appendix D.3 opened by the published commands, in the application. */
export function opened(card: Card = appendixD, conduct: Conduct = {}): { chip: Chip; session: Session } {
  const chip = createChip(
    { ...card, conduct },
    { random: drawing('4608f91988702212', '0b4f80323eb3191cb04970cb4052790b') },
  );
  ask(chip, '00a4040c07a0000002471001');
  ask(chip, '0084000008');
  ask(chip, '008200002872c29c2371cc9bdb65b779b8e8d37b29ecc154aa56a8799fae2f498f76ed92f25f1448eea8ad90a728');
  return {
    chip,
    session: {
      cipher: tripleDes,
      encryption: hexToBytes('979ec13b1cbfe9dcd01ab0fed307eae5'),
      mac: hexToBytes('f1cb1f1fb5adf208806b89dc579dc1f8'),
      counter: 0x887022120c06c226n,
    },
  };
}

function counted(session: Session): Uint8Array {
  session.counter++;
  return hexToBytes(session.counter.toString(16).padStart(2 * session.cipher.blockBytes, '0'));
}

/** The command as it goes over the wire (ICAO 9303-11 §9.8.4). @param le of the outer command */
export function protect(session: Session, { ins, p1, p2, data, le }: Command, outerLe = 256): Uint8Array {
  const { cipher, encryption, mac } = session;
  const counter = counted(session);
  const header = Uint8Array.of(0x0c, ins, p1, p2);
  const objects: Uint8Array[] = [];
  if (data) {
    const iv = cipher.initialisationVector(encryption, counter);
    const cryptogram = cipher.encrypt(encryption, pad(data, cipher.blockBytes), iv);
    objects.push(ins % 2 === 1 ? encodeTlv(0x85, cryptogram) : encodeTlv(0x87, Uint8Array.of(1), cryptogram));
  }
  if (le !== undefined)
    objects.push(encodeTlv(0x97, le > 256 ? Uint8Array.of((le >> 8) & 0xff, le & 0xff) : Uint8Array.of(le & 0xff)));
  const body = Buffer.concat(objects);
  const covered = body.length > 0 ? pad(body, cipher.blockBytes) : body;
  const code = cipher.mac(mac, counter, pad(header, cipher.blockBytes), covered);
  return encodeCommand({ cla: 0x0c, ins, p1, p2, data: Buffer.concat([body, encodeTlv(0x8e, code)]), le: outerLe });
}

/** The inverse for an answer. @throws Error where the MAC or the status is another */
export function unprotect(session: Session, answer: Uint8Array): Response {
  const { cipher, encryption, mac } = session;
  const counter = counted(session);
  const { data, sw } = decodeResponse(answer);
  const objects = parseTlvs(data);
  const value = (tag: number) => objects.find((object) => object.tag === tag)?.value;
  const expected = cipher.mac(mac, counter, pad(data.subarray(0, -10), cipher.blockBytes));
  if (hex(value(0x8e) ?? new Uint8Array()) !== hex(expected)) throw new Error('MAC');
  if (hex(value(0x99) ?? new Uint8Array()) !== sw.toString(16)) throw new Error('status');
  const cryptogram = value(0x85) ?? value(0x87)?.subarray(1);
  if (cryptogram === undefined) return { data: new Uint8Array(), sw };
  const plain = cipher.decrypt(encryption, cryptogram, cipher.initialisationVector(encryption, counter));
  return { data: unpad(plain, cipher.blockBytes), sw };
}

/** One protected exchange, whose parts are fetched. */
export function exchange(chip: Chip, session: Session, command: Command, outerLe?: number): Response {
  let answer = chip.process(protect(session, command, outerLe));
  while (answer.at(-2) === 0x61)
    answer = Buffer.concat([
      answer.subarray(0, -2),
      chip.process(Uint8Array.of(0x00, 0xc0, 0x00, 0x00, answer.at(-1) ?? 0)),
    ]);
  return unprotect(session, answer);
}

/** SELECT of the eMRTD application. */
export const application = '00a4040c07a0000002471001';
export const readBinary = (offset: number, le: number): Command => ({
  ins: 0xb0,
  p1: offset >> 8,
  p2: offset & 0xff,
  le,
});
export const bySfi = (identifier: number, le: number): Command => ({ ins: 0xb0, p1: 0x80 | identifier, p2: 0, le });

/** 40,000 bytes of which each pair says where it is. */
export const long = Uint8Array.from({ length: 40_000 }, (_, index) =>
  index % 2 === 0 ? index >> 9 : (index >> 1) & 0xff,
);
export const withLong: Card = { ...appendixD, application: { ...appendixD.application, '0102': base64(long) } };
