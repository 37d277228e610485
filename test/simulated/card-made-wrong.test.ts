import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Card, readCard } from '../../drivers/simulated/cards/card.ts';
import {
  dg2In39794Of,
  dg2Of,
  identityCardDg1Of,
  passportDg1Of,
  portrait,
  securityObjectOf,
} from '../../drivers/simulated/cards/files.ts';
import { fileOf, makePassport } from '../../drivers/simulated/cards/make-card.ts';
import { makeCards } from '../../drivers/simulated/cards/make-cards.ts';
import { Issuer, explicitCurve, namedCurve, pss, rsa } from '../../drivers/simulated/cards/pki.ts';
import { people, traveller } from '../../drivers/simulated/people.ts';

// The openssl program is the judge of everything here.
const execute = promisify(execFile);
const day = 86_400_000;

let folder: string;
let old: Issuer;
let current: Issuer;
let passport: Card;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cards-'));
  old = new Issuer(folder, 'old');
  current = new Issuer(folder, 'current');
  await Promise.all([
    old.create({ key: rsa(2_048), digest: 'sha256', padding: pss }),
    current.create({ key: namedCurve('P-256'), digest: 'sha256' }),
  ]);
  await current.addSigner('signer', { key: namedCurve('P-384') });
  passport = await makePassport(traveller, current, {
    pace: [{ mapping: 'CAM', cipher: 'aes128', parameterId: 13 }],
    chipAuthentication: { curve: 'brainpoolP256r1', cipher: 'aes256' },
    activeAuthentication: { key: 'brainpoolP256r1', digest: 'sha256' },
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What openssl says, complaints included: some of its judgements end with 0. */
async function openssl(...args: string[]): Promise<string> {
  const { stdout, stderr } = await execute('openssl', args, { cwd: folder }).catch((error: unknown) => {
    if (error instanceof Error && 'stdout' in error && 'stderr' in error) return error;
    throw error;
  });
  return String(stdout) + String(stderr);
}

let written = 0;
async function file(bytes: Uint8Array): Promise<string> {
  const name = join(folder, `judged-${++written}`);
  await writeFile(name, bytes);
  return name;
}

/** The content that a CMS message signs, if openssl believes it. */
async function verified(message: Uint8Array, ...options: string[]): Promise<Buffer> {
  const content = await file(new Uint8Array());
  const input = await file(message);
  await execute('openssl', ['cms', '-verify', '-inform', 'DER', '-in', input, '-out', content, ...options]);
  return readFile(content);
}

const masterFileOf = (card: Card, id: string) => Buffer.from(card.masterFile[id] ?? '', 'base64');
/** Without the tag that ICAO puts around it. */
const contentOf = (bytes: Uint8Array) => bytes.subarray(bytes[1] === 0x82 ? 4 : bytes[1] === 0x81 ? 3 : 2);
const trusting = (issuer: Issuer) => ['-CAfile', join(folder, `${issuer.name}-csca.pem`), '-purpose', 'any'];

describe('EF.SOD', () => {
  const dataGroups = new Map([[1, passportDg1Of(traveller)]]);

  it.each([
    ['ecdsa', namedCurve('P-256'), ['-md', 'sha384']],
    ['ecdsa-brainpool', namedCurve('brainpoolP384r1'), ['-md', 'sha512']],
    ['rsa', rsa(2_048), ['-md', 'sha256']],
    ['rsa-pss', rsa(2_048), ['-md', 'sha256', ...pss.flatMap((option) => ['-keyopt', option])]],
  ])('is believed with %s, and not once a byte differs', async (signer, key, cms) => {
    await current.addSigner(signer, { key });
    const object = securityObjectOf(dataGroups, 1, 'sha512');
    const message = contentOf(await current.sign(signer, object, cms));
    expect(await verified(message, ...trusting(current))).toEqual(Buffer.from(object));

    const forged = Uint8Array.from(message);
    forged[Buffer.from(message).indexOf(object) + 40] = 0xff;
    await expect(verified(forged, ...trusting(current))).rejects.toThrow('CMS Verification failure');
  });

  it('has a good signature with explicit curve parameters, with which openssl believes no chain', async () => {
    await current.addSigner('explicit', { key: explicitCurve('brainpoolP256r1') });
    const message = contentOf(await current.sign('explicit', securityObjectOf(dataGroups, 0)));
    await expect(verified(message, ...trusting(current))).rejects.toThrow('explicit');
    expect(await verified(message, '-noverify')).toEqual(Buffer.from(securityObjectOf(dataGroups, 0)));
  });

  it.each(['sha1', 'sha224', 'sha256', 'sha384', 'sha512'] as const)(
    'names %s, and has its digests',
    async (digest) => {
      const dg1 = await file(passportDg1Of(traveller));
      const [, hash = ''] = /= (\w+)/.exec(await openssl('dgst', `-${digest}`, dg1)) ?? [];
      const object = await file(securityObjectOf(dataGroups, 0, digest));
      const parsed = await openssl('asn1parse', '-inform', 'DER', '-in', object);
      expect(parsed).toMatch(new RegExp(`OBJECT\\s+:${digest}`));
      expect(parsed).toContain(hash.toUpperCase());
    },
  );
});

describe('SecurityInfos', () => {
  const objects = async (set: Uint8Array, ...options: string[]) =>
    [
      ...(await openssl('asn1parse', '-inform', 'DER', '-in', await file(set), ...options)).matchAll(
        /OBJECT\s+:(\S+)/g,
      ),
    ].map(([, oid]) => oid);

  it('of the căn cước are those that independent readers found', async () => {
    await makeCards(join(folder, 'demonstration'));
    const { masterFile } = await readCard(join(folder, 'demonstration'), 'valid');
    expect(Buffer.from(masterFile['011c'] ?? '', 'base64').toString('hex')).toBe(
      '3134300d060804007f0007020202020101300f060a04007f000702020302020201013012060a04007f0007020204020202010202010d',
    );
  });

  it('of DG14 stand in the order of DER, shortest first, and hold those of EF.CardAccess', async () => {
    expect(await objects(contentOf(fileOf(passport, '010e')))).toEqual([
      '0.4.0.127.0.7.2.2.3.2.4',
      '0.4.0.127.0.7.2.2.4.6.2',
      '2.23.136.1.1.5',
      '0.4.0.127.0.7.1.1.4.1.3',
      '0.4.0.127.0.7.2.2.1.2',
      'id-ecPublicKey',
      'brainpoolP256r1',
    ]);
    expect(await objects(masterFileOf(passport, '011c'))).toEqual(['0.4.0.127.0.7.2.2.4.6.2']);
  });

  it('of EF.CardSecurity are signed, and name the curve by its number', async () => {
    const message = masterFileOf(passport, '011d');
    expect(await openssl('asn1parse', '-inform', 'DER', '-in', await file(message))).toContain(':0.4.0.127.0.7.3.2.1');
    const infos = await verified(message, ...trusting(current));
    expect(await objects(infos)).toEqual(['0.4.0.127.0.7.2.2.4.6.2', '0.4.0.127.0.7.2.2.1.2', '0.4.0.127.0.7.1.2']);
  });
});

describe('an issuer', () => {
  const verify = (issuer: Issuer, certificate: string, ...options: string[]) =>
    openssl('verify', '-CAfile', `${issuer.name}-csca.pem`, ...options, certificate);

  it('makes signers of any validity', async () => {
    const [past, future] = [new Date(Date.now() - day), new Date(Date.now() + day)];
    await current.addSigner('ended', { key: namedCurve('P-256'), notBefore: new Date('2020-01-01'), notAfter: past });
    await current.addSigner('coming', { key: namedCurve('P-256'), notBefore: future });
    expect(await verify(current, 'current-ended.pem')).toContain('certificate has expired');
    expect(await verify(current, 'current-coming.pem')).toContain('not yet valid');
    expect(await verify(current, 'current-signer.pem')).toBe('current-signer.pem: OK\n');
  });

  it('vouches for its successor, with RSA-PSS too', async () => {
    await old.link(current, { digest: 'sha256', padding: pss });
    expect(await verify(old, 'old-link.pem')).toBe('old-link.pem: OK\n');
    expect(await openssl('verify', '-partial_chain', '-trusted', 'old-link.pem', 'current-signer.pem')).toContain('OK');
  });

  it('revokes', async () => {
    await current.addSigner('revoked', { key: namedCurve('P-256') });
    await current.revoke('revoked');
    const list = ['-crl_check', '-CRLfile', await current.revocationList()];
    expect(await verify(current, 'current-revoked.pem', ...list)).toContain('certificate revoked');
    expect(await verify(current, 'current-signer.pem', ...list)).toBe('current-signer.pem: OK\n');
  });

  it('signs a master list', async () => {
    await current.addSigner('lister', { key: namedCurve('P-256') }, 'masterListSigner');
    const list = await current.signMasterList('lister', [current.certificate, old.certificate]);
    const content = await verified(list, ...trusting(current));
    for (const { certificate } of [current, old]) expect(content.includes(await readFile(certificate))).toBe(true);
    expect(await openssl('asn1parse', '-inform', 'DER', '-in', await file(list))).toContain(':2.23.136.1.1.2');
  });
});

describe('a data group', () => {
  it('holds the machine readable zone of a passport', () => {
    const zone = Buffer.from(passportDg1Of({ ...traveller, expiryDate: '2012-04-15' })).toString('latin1');
    expect(zone.slice(5)).toBe(
      'P<UTOLINDQVIST<<AASA<MAERTA<<<<<<<<<<<<<<<<<' + 'L898902C36UTO7408122F1204159<<<<<<<<<<<<<<08',
    );
  });

  it('holds that of an identity card', () => {
    // The specimen of ICAO 9303-5 appendix B, but for the state, its citizens and the names.
    const holder = { ...traveller, documentNumber: 'D23145890', issuer: 'D', nationality: 'D' };
    const zone = Buffer.from(identityCardDg1Of({ ...holder, expiryDate: '2012-04-15' })).toString('latin1');
    expect(zone.slice(5)).toBe(
      'IDD<<D231458907<<<<<<<<<<<<<<<' + '7408122F1204159D<<<<<<<<<<<<<6' + 'LINDQVIST<<AASA<MAERTA<<<<<<<<',
    );
  });

  it.each([
    ['jpeg', 2],
    ['jpeg2000', 3],
  ] as const)('holds a face of ISO/IEC 39794-5 as its schema has it: %s', async (format, code) => {
    const tree = await openssl('asn1parse', '-inform', 'DER', '-in', await file(dg2In39794Of(format)));
    const nodes = tree.split('\n').flatMap((line) => {
      const [, depth = '', name = ''] = /d=(\d+).*(?:prim|cons): (.*?)\s*$/.exec(line) ?? [];
      return depth ? [`${depth} ${name}`] : [];
    });
    const block = nodes.slice(nodes.indexOf('3 appl [ 46 ]'));
    expect(block).toEqual([
      '3 appl [ 46 ]',
      '4 cont [ 1 ]',
      '5 appl [ 5 ]',
      ...['6 cont [ 0 ]', '7 cont [ 0 ]', '7 cont [ 1 ]'],
      ...['6 cont [ 1 ]', '7 SEQUENCE', '8 cont [ 0 ]'],
      ...['8 cont [ 1 ]', '9 cont [ 0 ]', '10 cont [ 0 ]', '11 cont [ 0 ]'],
      ...['11 cont [ 1 ]', '12 cont [ 0 ]', '13 cont [ 0 ]', '12 cont [ 1 ]', '13 cont [ 0 ]'],
      ...['12 cont [ 7 ]', '13 cont [ 0 ]', '13 cont [ 1 ]', '12 cont [ 9 ]', '13 cont [ 0 ]'],
    ]);
    const dg2 = Buffer.from(dg2In39794Of(format));
    const image = Buffer.from(portrait(format));
    const end = dg2.indexOf(image) + image.length;
    expect(dg2.subarray(end).toString('hex')).toBe(`a119a00380010${code}a103800100a708800201e081020280a903800102`);
  });

  it.each([
    ['jpeg', 0],
    ['jpeg', 2],
    ['jpeg2000', 0],
  ] as const)('holds a face that other programs can show: %s, %i feature points', async (format, points) => {
    const dg2 = Buffer.from(dg2Of(format, points));
    const record = dg2.subarray(dg2.indexOf('FAC\u0000'));
    expect(record.readUInt32BE(8)).toBe(record.length);
    expect(record.readUInt32BE(14)).toBe(record.length - 14);
    expect(record.readUInt16BE(18)).toBe(points);
    const information = 34 + 8 * points;
    const image = record.subarray(information + 12);
    expect(image).toEqual(Buffer.from(portrait(format)));
    expect(await sizeShown(format, await file(image))).toBe('480 640');
    expect([record.readUInt16BE(information + 2), record.readUInt16BE(information + 4)]).toEqual([480, 640]);
  });
});

/** Width and height of what libjpeg and OpenJPEG make of a picture. */
async function sizeShown(format: 'jpeg' | 'jpeg2000', picture: string): Promise<string | undefined> {
  const shown = `${picture}.ppm`;
  if (format === 'jpeg') await execute('djpeg', ['-outfile', shown, picture]);
  else {
    await rename(picture, `${picture}.jp2`);
    await execute('opj_decompress', ['-i', `${picture}.jp2`, '-o', shown]);
  }
  const header = (await readFile(shown)).subarray(0, 100).toString('latin1').replaceAll(/#.*/g, '');
  return /^P6\s+(\d+)\s+(\d+)/.exec(header)?.slice(1).join(' ');
}

describe('the demonstration’s cards', () => {
  const directory = () => join(folder, 'demonstration');

  it('are there, one for each person and each fault', async () => {
    await makeCards(directory());
    for (const { id } of people) {
      const card = await readCard(directory(), id);
      expect(Object.keys(card.application).sort()).toEqual(['0101', '0102', '010d', '010e', '010f', '011d', '011e']);
      expect(card.keys.chipAuthentication).toHaveLength(1);
    }
    for (const id of ['without-dg13', 'without-dg15', 'unknown-issuer', 'foreign', 'passport'])
      await readCard(directory(), id);
  });

  it('are made once', async () => {
    await makeCards(directory());
    const made = await stat(join(directory(), 'valid.json'));
    await makeCards(directory());
    expect(await stat(join(directory(), 'valid.json'))).toEqual(made);
  });

  it('take nobody else’s folder', async () => {
    await expect(makeCards(folder)).rejects.toThrow('holds something else');
  });
});
