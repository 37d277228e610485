import {
  constants,
  createECDH,
  createHash,
  createPublicKey,
  generateKeyPairSync,
  publicDecrypt,
  verify,
} from 'node:crypto';
import { hexToBytes } from '@noble/hashes/utils.js';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../drivers/emrtd/codec/apdu.ts';
import { encodeTlv } from '../../drivers/emrtd/codec/tlv.ts';
import { aes128, aes256, tripleDes } from '../../drivers/emrtd/messaging/cipher.ts';
import type { Card, Conduct, Hostility } from '../../drivers/simulated/cards/card.ts';
import { createChip } from '../../drivers/simulated/chip/chip.ts';
import {
  appendixD,
  ask,
  base64,
  cardAccess,
  com,
  drawing,
  emptyCard,
  exchange,
  hex,
  opened,
  application,
  bySfi,
} from './chip-kit.ts';

describe('a password', () => {
  const wrong = '00820000' + '28' + '00'.repeat(40) + '28';
  const mutual = (conduct: Conduct = {}) => createChip({ ...appendixD, conduct }, { random: drawing() });

  it('is counted where it is wrong, and each try needs a challenge of its own', () => {
    const chip = mutual();
    expect(ask(chip, '0084000008')).toBe('6985');
    ask(chip, application);
    expect(ask(chip, wrong)).toBe('6985');
    ask(chip, '0084000008');
    expect(ask(chip, wrong)).toBe('6300');
    expect(ask(chip, wrong)).toBe('6985');
    expect(chip.statistics).toMatchObject({ attempts: 1, wrongPasswords: 1 });
  });

  it('is not asked for by BAC where the chip has none', () => {
    for (const chip of [mutual({ bac: false }), createChip({ ...appendixD, passwords: {} }, { random: drawing() })]) {
      ask(chip, application);
      expect(ask(chip, '0084000008')).toBe('6d00');
    }
  });

  const point = createECDH('prime256v1').generateKeys('hex');
  const byCan: Card = {
    ...emptyCard,
    passwords: { can: '123456' },
    masterFile: { '011c': cardAccess('0202', '0c') },
    application: appendixD.application,
  };
  const pace = (conduct: Conduct = {}) =>
    createChip({ ...byCan, conduct }, { random: (length) => new Uint8Array(length).fill(3) });
  const setAt = '0022c1a412800a04007f000702020402028301028401';

  it.each([
    [undefined, '6300'],
    ['63c2', '63c2'],
  ] as const)('is counted where PACE proves it wrong (%s)', (wrongPassword, sw) => {
    const chip = pace(wrongPassword && { wrongPassword });
    expect(ask(chip, `${setAt}0c`)).toBe('9000');
    expect(ask(chip, '10860000027c0000')).toMatch(/^7c128010.{32}9000$/);
    expect(ask(chip, `10860000457c438141${point}00`)).toMatch(/^7c438241.{130}9000$/);
    expect(ask(chip, `10860000457c438341${point}00`)).toMatch(/^7c438441.{130}9000$/);
    expect(chip.statistics.attempts).toBe(0);
    expect(ask(chip, '008600000c7c0a8508000000000000000000')).toBe(sw);
    expect(chip.statistics).toMatchObject({ attempts: 1, wrongPasswords: 1 });
    expect(ask(chip, '10860000027c0000')).toBe('6985');
  });

  it('is not put to the proof by another PACE than the chip promises', () => {
    expect(ask(pace(), `${setAt}0d`)).toBe('6a80');
    expect(ask(pace(), '0022c1a40f800a04007f00070202040204830102')).toBe('6a80');
    expect(ask(pace(), '0022c1a40f800a04007f00070202040202830101')).toBe('6a88');
    expect(ask(pace({ refusesPace: '6985' }), `${setAt}0c`)).toBe('6985');
  });

  it('is not put to the proof by broken steps', () => {
    const off = `${point.slice(0, -2)}${point.endsWith('00') ? '01' : '00'}`;
    for (const step of ['00860000027c0000', '10860000027d0000', `10860000457c438141${off}00`]) {
      const chip = pace();
      ask(chip, `${setAt}0c`);
      if (step.length > 20) ask(chip, '10860000027c0000');
      expect(ask(chip, step)).toMatch(/^6(883|a80)$/);
      expect(ask(chip, '10860000027c0000')).toBe('6985');
    }
  });

  const mapped = (hostile: Hostility) => {
    const chip = pace({ hostile });
    ask(chip, `${setAt}0c`);
    const nonce = ask(chip, '10860000027c0000');
    const mapping = ask(chip, `10860000457c438141${point}00`);
    return { nonce, mapping, agreement: ask(chip, `10860000457c438341${point}00`) };
  };
  const isOnCurve = (encoded: string) => {
    const other = createECDH('prime256v1');
    other.generateKeys();
    try {
      other.computeSecret(encoded, 'hex');
      return true;
    } catch {
      return false;
    }
  };

  it('is asked for with hostile numbers', () => {
    expect(mapped('pace-nonce-length').nonce).toMatch(/^7c1a8018.{48}9000$/);
    expect(mapped('pace-point-at-infinity').mapping).toBe('7c038201009000');
    for (const [hostile, step] of [
      ['pace-point-off-curve', 'mapping'],
      ['pace-point-small-order', 'mapping'],
      ['pace-key-off-curve', 'agreement'],
    ] as const) {
      const { [step]: answer } = mapped(hostile);
      expect(answer).toMatch(/^7c438[24]41.{130}9000$/);
      expect(isOnCurve(answer.slice(8, -4))).toBe(false);
      expect(isOnCurve(mapped('pace-wrong-token')[step].slice(8, -4))).toBe(true);
    }
    expect(mapped('pace-point-small-order').mapping).toMatch(/0{64}9000$/);
    expect(mapped('pace-echoed-key').agreement).toBe(`7c438441${point}9000`);
  });
});

describe('chip authentication', () => {
  const curve = 'brainpoolP256r1';
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: curve });
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  const reader = createECDH(curve);
  reader.generateKeys();
  const agreed = reader.computeSecret(spki.subarray(-65));
  /** @param ciphers last arcs of id-CA-ECDH */
  const cardWith = (...ciphers: string[]): Card => ({
    ...appendixD,
    application: {
      ...appendixD.application,
      '010e': base64(
        encodeTlv(
          0x6e,
          encodeTlv(0x31, ...ciphers.map((arc) => hexToBytes(`3012060a04007f000702020302${arc}020101020105`))),
        ),
      ),
    },
    keys: { chipAuthentication: [{ keyId: 5, pkcs8: base64(privateKey.export({ format: 'der', type: 'pkcs8' })) }] },
  });
  const setAt = (arc: string, keyId = '05'): Command => ({
    ins: 0x22,
    p1: 0x41,
    p2: 0xa4,
    data: hexToBytes(`800a04007f000702020302${arc}8401${keyId}`),
  });
  const generalAuthenticate = (point: Uint8Array): Command => ({
    ins: 0x86,
    p1: 0,
    p2: 0,
    data: encodeTlv(0x7c, encodeTlv(0x80, point)),
    le: 256,
  });

  it.each([
    ['02', aes128, 'sha1', 16],
    ['04', aes256, 'sha256', 32],
  ] as const)('renews the keys after its own answer (AES, %s)', (arc, cipher, hash, bytes) => {
    const { chip, session } = opened(cardWith(arc));
    expect(exchange(chip, session, setAt(arc)).sw).toBe(0x9000);
    const answer = exchange(chip, session, generalAuthenticate(reader.getPublicKey()));
    expect([hex(answer.data), answer.sw]).toEqual(['7c00', 0x9000]);
    const key = (number: number) =>
      createHash(hash)
        .update(agreed)
        .update(Uint8Array.of(0, 0, 0, number))
        .digest()
        .subarray(0, bytes);
    const renewed = { cipher, encryption: key(1), mac: key(2), counter: 0n };
    expect(exchange(chip, renewed, bySfi(0x1e, 22)).data).toEqual(com);
  });

  it('renews the keys after MSE:Set KAT', () => {
    const { chip, session } = opened(cardWith('01'));
    const data = Buffer.concat([encodeTlv(0x91, reader.getPublicKey()), hexToBytes('840105')]);
    expect(exchange(chip, session, { ins: 0x22, p1: 0x41, p2: 0xa6, data }).sw).toBe(0x9000);
    const renewed = {
      cipher: tripleDes,
      encryption: tripleDes.deriveKey(agreed, 1),
      mac: tripleDes.deriveKey(agreed, 2),
      counter: 0n,
    };
    expect(exchange(chip, renewed, bySfi(0x1e, 22)).data).toEqual(com);
  });

  it('refuses what it does not promise, and points off the curve', () => {
    const { chip, session } = opened(cardWith('02'));
    expect(exchange(chip, session, setAt('04')).sw).toBe(0x6a80);
    expect(exchange(chip, session, setAt('02', '06')).sw).toBe(0x6a88);
    const template = encodeTlv(0x91, reader.getPublicKey());
    expect(exchange(chip, session, { ins: 0x22, p1: 0x41, p2: 0xa6, data: template }).sw).toBe(0x6a88);
    expect(exchange(chip, session, generalAuthenticate(reader.getPublicKey())).sw).toBe(0x6985);
    expect(exchange(chip, session, setAt('02')).sw).toBe(0x9000);
    const off = reader.getPublicKey();
    off[64] = (off[64] ?? 0) ^ 1;
    expect(exchange(chip, session, generalAuthenticate(off)).sw).toBe(0x6300);
    expect(exchange(chip, session, bySfi(0x1e, 22)).data).toEqual(com);
  });
});

describe('active authentication', () => {
  const challenge = hexToBytes('0123456789abcdef');
  const internalAuthenticate = (le: number): Command => ({ ins: 0x88, p1: 0, p2: 0, data: challenge, le });
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const ec = generateKeyPairSync('ec', { namedCurve: 'brainpoolP384r1' });
  type Digest = NonNullable<Card['keys']['activeAuthentication']>['digest'];
  const signing = (key: typeof rsa.privateKey, digest?: Digest): Card => ({
    ...appendixD,
    keys: {
      activeAuthentication: {
        pkcs8: base64(key.export({ format: 'der', type: 'pkcs8' })),
        ...(digest && { digest }),
      },
    },
  });

  it.each([
    ['sha1', 'bc'],
    ['sha224', '38cc'],
    ['sha256', '34cc'],
    ['sha384', '36cc'],
    ['sha512', '35cc'],
  ] as const)('signs as ISO/IEC 9796-2 has it (%s)', (digest, trailer) => {
    const { chip, session } = opened(signing(rsa.privateKey, digest));
    const { data } = exchange(chip, session, internalAuthenticate(256));
    const plain = publicDecrypt({ key: rsa.publicKey, padding: constants.RSA_NO_PADDING }, data);
    expect(plain[0]).toBe(0x6a);
    expect(hex(plain)).toMatch(new RegExp(`${trailer}$`));
    const hashed = plain.subarray(0, plain.length - trailer.length / 2);
    const hashBytes = createHash(digest).digest().length;
    const [recovered, hash] = [hashed.subarray(1, -hashBytes), hashed.subarray(-hashBytes)];
    expect(hex(hash)).toBe(createHash(digest).update(recovered).update(challenge).digest('hex'));
  });

  it.each(['sha256', 'sha512'] as const)('signs by ECDSA (%s)', (digest) => {
    const { chip, session } = opened(signing(ec.privateKey, digest));
    const { data } = exchange(chip, session, internalAuthenticate(256));
    expect(data).toHaveLength(96);
    expect(verify(digest, challenge, { key: ec.publicKey, dsaEncoding: 'ieee-p1363' }, data)).toBe(true);
  });

  it('says how long a signature is', () => {
    const { chip, session } = opened(signing(rsa.privateKey));
    expect(exchange(chip, session, internalAuthenticate(128)).sw).toBe(0x6c00);
    const curve = opened(signing(ec.privateKey));
    expect(exchange(curve.chip, curve.session, internalAuthenticate(64)).sw).toBe(0x6c60);
  });

  it('signs for nobody outside of a session', () => {
    const chip = createChip(signing(ec.privateKey), { random: drawing() });
    ask(chip, application);
    expect(ask(chip, '00880000080123456789abcdef00')).toBe('6982');
  });

  it('plays an old signature back where it is hostile', () => {
    const { chip, session } = opened(signing(ec.privateKey), { hostile: 'replayed-signature' });
    const { data } = exchange(chip, session, internalAuthenticate(256));
    const key = { key: ec.publicKey, dsaEncoding: 'ieee-p1363' } as const;
    expect(verify('sha256', challenge, key, data)).toBe(false);
    expect(verify('sha256', new Uint8Array(8), key, data)).toBe(true);
  });
});
