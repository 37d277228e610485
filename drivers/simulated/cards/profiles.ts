import { resolve } from 'node:path';
import { hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { encodeTlv } from '../../emrtd/codec/tlv.ts';
import { people } from '../people.ts';
import type { Card } from './card.ts';
import { comOf, dg13Of, dg14Of, dg15Of, dg1Of, dg2In39794Of } from './files.ts';
import { enormousKey, nested, offCurveKey, wronglyTyped } from './hostile-data.ts';
import { fileOf, makeCard } from './make-card.ts';
import { pss } from './pki.ts';
import {
  type Profile,
  altered,
  byBac,
  byCan,
  conducting,
  hostile,
  hostileInBac,
  identityCard,
  issued,
  namedByMrz,
  passport,
  proves,
} from './profile.ts';
import { cccdInfos, cccdInfosWithoutPace, chipAuthenticationPublicKeyInfo, securityInfosOf } from './security-infos.ts';
import { Workshop, citizen, yearsAgo } from './workshop.ts';

const [, , latest] = people;
const expired = { ...citizen, expiryDate: yearsAgo(1).toISOString().slice(0, 10) };

const withName = (name: Uint8Array) => issued({ dataGroups: new Map([[13, dg13Of(citizen, encodeTlv(0x0c, name))]]) });

/** Chips by what is particular about them, with what a reader must say of each. */
export const profiles = {
  // The Vietnamese card.
  'cccd-2021': byCan(
    {},
    issued({
      key: 'rsa',
      // Fingerprints stand behind terminal authentication.
      dataGroups: new Map([[3, encodeTlv(0x63, new Uint8Array(64))]]),
      conduct: { refusesFiles: { application: { '0103': '6982' } } },
    }),
  ),
  'cccd-2024': byCan(
    {
      dataGroups: ['DG1', 'DG2', 'DG14', 'DG15'],
      document: { personalNumber: latest.personalNumber, fullName: 'LE THI NGOC AN', nameFrom: 'mrz' },
      face: { mediaType: 'image/png' },
    },
    issued(
      {
        version: 1,
        face: 'jpeg2000',
        conduct: { refusesMasterFile: '6982', refusesFiles: { application: { '010d': '6982' } } },
      },
      latest,
    ),
    latest,
  ),
  'cccd-2024-without-dg13': byCan(
    { ...namedByMrz, dataGroups: ['DG1', 'DG2', 'DG14', 'DG15'] },
    issued({ version: 1, dg13: false }),
  ),
  'bac-only': byBac({}, (workshop) => workshop.bacOnly()),
  'short-only': byCan({}, conducting({ extendedLength: false })),
  slow: byCan({}, conducting({ latency: { perApduMs: 10, kbitPerSecond: 424 } })),
  mute: byCan('CARD_REMOVED', conducting({ mute: true })),

  // Proofs that fail.
  cloned: byCan(
    { ...proves({}, 'failed'), chipAuthentication: 'failed' },
    issued({ key: 'rsa' }, { ...citizen, card: 'cloned' }),
  ),
  tampered: byCan(
    proves({ hashes: 'mismatch' }),
    altered(() => ({ '0101': dg1Of({ ...citizen, mrzName: 'TRAN<<VAN<KHAC' }) })),
  ),
  'signer-revoked': byCan(proves({ issuer: 'revoked' }), issued({ signer: 'revoked' })),
  'signer-unknown': byCan(proves({ issuer: 'unknown' }), ({ stranger }) => makeCard(citizen, stranger)),
  'signer-expired': byCan(proves({ issuer: 'expired' }), issued({ signer: 'ended' })),
  expired: byCan(
    { document: { personalNumber: citizen.personalNumber, expiryDate: expired.expiryDate } },
    issued({}, expired),
  ),
  'sod-of-another-card': byCan(
    // Its DG14 is not what was signed: no key to believe the chip by.
    { ...proves({ hashes: 'mismatch' }), cardAccess: 'unconfirmed', chipAuthentication: 'failed' },
    altered(async (_, { vietnam }) => ({ '011d': fileOf(await makeCard(latest, vietnam), '011d') })),
  ),
  'com-hides-a-group': byCan(
    {
      ...proves({ hashes: 'mismatch' }, 'failed'),
      dataGroups: ['DG1', 'DG2', 'DG13', 'DG14'],
    },
    altered(() => ({ '011e': comOf([1, 2, 13, 14]), '010f': undefined })),
  ),
  'com-adds-a-group': byCan(
    // What nobody signed is not read, and harms nobody.
    {},
    altered(() => ({ '011e': comOf([1, 2, 11, 13, 14, 15]) })),
  ),
  'pace-downgraded': byBac({ cardAccess: 'contradicted' }, async (workshop) => {
    const card = await workshop.citizen();
    const cardAccess = Buffer.from(securityInfosOf(cccdInfosWithoutPace)).toString('base64');
    return { ...card, masterFile: { '011c': cardAccess }, conduct: { refusesPace: '6a88' } };
  }),

  // Files that are made to do harm.
  'sod-length-bomb': byCan(
    'CARD_DATA_INVALID',
    altered(() => ({ '011d': hexToBytes('7784ffffffff3082') })),
  ),
  'sod-recursive': byCan(
    'CARD_DATA_INVALID',
    altered(() => ({ '011d': encodeTlv(0x77, nested(1_000)) })),
  ),
  'sod-element-bomb': byCan(
    'CARD_DATA_INVALID',
    altered(() => ({ '011d': encodeTlv(0x77, encodeTlv(0x30, hexToBytes('0500'.repeat(10_000)))) })),
  ),
  'sod-wrong-types': byCan(
    'CARD_DATA_INVALID',
    altered(async (card, { vietnam }) => ({
      '011d': await vietnam.sign('signer', wronglyTyped(fileOf(card, '0101'))),
    })),
  ),
  'swapped-data-groups': byCan(
    'CARD_DATA_INVALID',
    altered((card) => ({ '0101': fileOf(card, '010d'), '010d': fileOf(card, '0101') })),
  ),
  'dg13-broken-utf8': byCan(namedByMrz, withName(hexToBytes('4ec328'))),
  'dg13-bidi': byCan(namedByMrz, withName(utf8ToBytes('TRẦN VĂN \u202eGNŨD'))),
  'dg13-control-characters': byCan(namedByMrz, withName(utf8ToBytes('TRẦN\u0000VĂN\u001b[2JDŨNG'))),
  'enormous-rsa-key': byCan(proves({}, 'failed'), issued({ dataGroups: new Map([[15, dg15Of(enormousKey())]]) })),
  'chip-key-off-curve': byCan(
    // A key that nobody can use is none.
    { chipAuthentication: 'absent' },
    issued({
      key: 'rsa',
      dataGroups: new Map([
        [14, dg14Of(securityInfosOf([...cccdInfos, chipAuthenticationPublicKeyInfo(offCurveKey())]))],
      ]),
    }),
  ),

  // Chips that are made to do harm.
  'length-bomb': hostile('length-bomb', 'CARD_DATA_INVALID'),
  'bloated-files': hostile('bloated-files', 'CARD_DATA_INVALID'),
  'endless-61xx': hostile('endless-61xx'),
  'empty-reads': hostile('empty-reads'),
  'overlong-answers': hostile('overlong-answers'),
  'pace-nonce-length': hostile('pace-nonce-length'),
  'pace-point-off-curve': hostile('pace-point-off-curve'),
  'pace-point-at-infinity': hostile('pace-point-at-infinity'),
  'pace-point-small-order': hostile('pace-point-small-order'),
  'pace-key-off-curve': hostile('pace-key-off-curve'),
  'pace-echoed-key': hostile('pace-echoed-key'),
  'pace-wrong-token': hostile('pace-wrong-token', 'CARD_ACCESS_DENIED'),
  'bac-other-nonce': hostileInBac('bac-other-nonce'),
  'bac-wrong-mac': hostileInBac('bac-wrong-mac'),
  'wrong-mac': hostile('wrong-mac'),
  'unprotected-answer': hostile('unprotected-answer'),
  'replayed-answer': hostile('replayed-answer'),
  'other-status-outside': hostile('other-status-outside'),
  'replayed-signature': hostile('replayed-signature', proves({}, 'failed')),

  // Everyone else's documents.
  'passport-bac': passport(
    {
      access: 'bac-mrz',
      cardAccess: 'unconfirmed',
      chipAuthentication: 'absent',
      dataGroups: ['DG1', 'DG2', 'DG11', 'DG12', 'DG15'],
    },
    {
      signer: 'rsa',
      digest: 'sha1',
      cms: ['-md', 'sha1'],
      activeAuthentication: { key: 'rsa', digest: 'sha1' },
    },
  ),
  'passport-pace': passport(
    {},
    {
      pace: [{ mapping: 'GM', cipher: 'aes256', parameterId: 16 }],
      chipAuthentication: { curve: 'brainpoolP384r1', cipher: 'aes256' },
      activeAuthentication: { key: 'brainpoolP384r1', digest: 'sha384' },
      ...{ version: 1, digest: 'sha384', cms: ['-md', 'sha384'] },
    },
  ),
  'passport-pace-nist': passport(
    {},
    {
      pace: [{ mapping: 'GM', cipher: 'aes192', parameterId: 18 }],
      chipAuthentication: { curve: 'secp521r1', cipher: 'aes192' },
      activeAuthentication: { key: 'prime256v1', digest: 'sha256' },
      ...{ signer: 'rsa', digest: 'sha512', cms: ['-md', 'sha256', ...pss.flatMap((option) => ['-keyopt', option])] },
    },
  ),
  'passport-pace-3des': passport(
    {},
    {
      pace: [{ mapping: 'GM', cipher: '3des', parameterId: 12 }],
      chipAuthentication: { curve: 'prime256v1', cipher: '3des' },
      activeAuthentication: { key: 'rsa', digest: 'sha256' },
    },
  ),
  'passport-pace-cam': passport(
    {},
    {
      pace: [
        { mapping: 'GM', cipher: 'aes128', parameterId: 13 },
        { mapping: 'CAM', cipher: 'aes128', parameterId: 13 },
      ],
      chipAuthentication: { curve: 'brainpoolP256r1', cipher: 'aes128' },
      activeAuthentication: { key: 'brainpoolP256r1', digest: 'sha256' },
    },
  ),
  'identity-card': identityCard(
    {},
    {
      pace: [{ mapping: 'GM', cipher: 'aes256', parameterId: 17 }],
      chipAuthentication: { curve: 'brainpoolP512r1', cipher: 'aes256' },
      activeAuthentication: { key: 'secp384r1', digest: 'sha384' },
      face: dg2In39794Of('jpeg'),
      ...{ version: 1, digest: 'sha512', cms: ['-md', 'sha512'] },
    },
  ),
} satisfies Record<string, Profile>;
export type ProfileName = keyof typeof profiles;

const workshops = new Map<string, Promise<Workshop>>();

/**
 * The card of a profile. What its issuers are trusted by stands in `trust/` of the folder afterwards; they are made with the first
 * card of a folder, which must be new, and used again for the next ones. Needs the openssl program.
 */
export async function makeProfile(name: ProfileName, directory: string): Promise<Card> {
  const folder = resolve(directory);
  const workshop = workshops.get(folder) ?? new Workshop(folder).open();
  workshops.set(folder, workshop);
  return profiles[name].make(await workshop);
}
