import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { beforeAll, it } from 'vitest';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { type ChipEvidence, chipEvidenceSchema } from '../../../src/contract/chip.ts';
import { ChipError } from '../../../drivers/emrtd/chip-error.ts';
import { encodeTlv, parseTlv } from '../../../drivers/emrtd/codec/tlv.ts';
import { auditTrustStore } from '../../../drivers/emrtd/proof/audit.ts';
import { parseCertificate } from '../../../drivers/emrtd/proof/certificate.ts';
import { judgeIssuer } from '../../../drivers/emrtd/proof/chain.ts';
import { certificateOf, parseSignedData, verifySigner } from '../../../drivers/emrtd/proof/cms.ts';
import { parseCrl } from '../../../drivers/emrtd/proof/crl.ts';
import { parseMasterList } from '../../../drivers/emrtd/proof/master-list.ts';
import { checkSignature } from '../../../drivers/emrtd/proof/passive-authentication.ts';
import { parseSod } from '../../../drivers/emrtd/proof/sod.ts';
import { type TrustStore, createTrustStore } from '../../../drivers/emrtd/proof/trust-store.ts';
import { verifyEvidence } from '../../../drivers/emrtd/proof/verify-evidence.ts';
import type { Card } from '../../../drivers/simulated/cards/card.ts';
import { fileOf, makeCard, makePassport } from '../../../drivers/simulated/cards/make-card.ts';
import { Issuer, explicitCurve, pss, rsa } from '../../../drivers/simulated/cards/pki.ts';
import { signChallenge } from '../../../drivers/simulated/chip/signer.ts';
import { people, traveller } from '../../../drivers/simulated/people.ts';
import { challenge, fromHex, temporaryFolder } from '../kit.ts';
import { toPem } from '../pki-lab.ts';
import { bagOf, filesIn } from './bag.ts';
import { type Target, fuzz, patience } from './fuzz.ts';

/** All certificates are valid by then. */
const now = Date.now() + 3_600_000;
const [citizen] = people;

/** Keys are RSA or P-256, which verify many times as fast as brainpool curves do. */
const seeds = {
  sods: [] as Uint8Array[],
  certificates: [] as Uint8Array[],
  crls: [] as Uint8Array[],
  masterLists: [] as Uint8Array[],
  cardSecurity: [] as Uint8Array[],
  bags: [] as Uint8Array[],
};
let root: Uint8Array;
let trust: TrustStore;

beforeAll(async () => {
  const issuer = new Issuer(await temporaryFolder(), 'authority');
  await issuer.create({ key: rsa(2_048), digest: 'sha256' });
  await issuer.addSigner('signer', { key: rsa(2_048) });
  await issuer.addSigner('ec', { key: explicitCurve('P-256') });
  await issuer.addSigner('list', { key: rsa(2_048) }, 'masterListSigner');
  await issuer.revoke('ec');
  const file = (name: string) => readFile(`${issuer.folder}/authority-${name}.cer`);
  root = await readFile(issuer.certificate);
  trust = createTrustStore([{ name: 'root', bytes: root }]);

  const padding = ['-md', 'sha256', ...pss.flatMap((option) => ['-keyopt', option])];
  const passport = await makePassport(traveller, issuer, {
    ...{ version: 1, digest: 'sha512', cms: padding },
    pace: [{ mapping: 'CAM', cipher: 'aes128', parameterId: 13 }],
    activeAuthentication: { key: 'prime256v1', digest: 'sha256' },
  });
  const cards = [await makeCard(citizen, issuer, { key: 'rsa' }), passport];
  const onCurve = await makeCard(citizen, issuer, { signer: 'ec' });
  seeds.sods.push(...[...cards, onCurve].map((card) => fileOf(card, '011d')));
  seeds.bags.push(...cards.map(bagOfCard));
  seeds.cardSecurity.push(Buffer.from(passport.masterFile['011d'] ?? '', 'base64'));
  seeds.certificates.push(root, await file('signer'), await file('ec'), await file('list'));
  seeds.crls.push(await readFile(await issuer.revocationList()));
  seeds.masterLists.push(
    await issuer.signMasterList('list', [issuer.certificate, `${issuer.folder}/authority-signer.cer`]),
  );
});

/** What travels as evidence, and the chip's signature. */
function bagOfCard(card: Card): Uint8Array {
  const { activeAuthentication } = card.keys;
  if (!activeAuthentication) throw new Error('a card that cannot sign');
  const signature = signChallenge(activeAuthentication, fromHex(challenge), randomBytes);
  const files = ['011e', '011d', '0101', '010b', '010c', '010d', '010e', '010f'].filter((id) => id in card.application);
  return bagOf(...files.map((id) => fileOf(card, id)), encodeTlv(0x04, signature));
}

function evidenceOf(bag: Uint8Array): ChipEvidence {
  const { com, sod, signature, dataGroups } = filesIn(bag);
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
  const evidence = chipEvidenceSchema.safeParse({
    version: 1,
    ...(com && { com: base64(com) }),
    ...(sod && { sod: base64(sod) }),
    dataGroups: Object.fromEntries([...dataGroups].map(([number, file]) => [`dg${number}`, base64(file)])),
    ...(signature && { activeAuthentication: { challenge, signature: base64(signature) } }),
  });
  if (!evidence.success) throw new ChipError('CARD_DATA_INVALID', 'no evidence');
  return evidence.data;
}

const targets: Record<string, () => Target> = {
  'EF.SOD': () => ({ seeds: seeds.sods, parse: (input) => checkSignature(parseSod(input)) }),
  CMS: () => ({
    seeds: [...seeds.sods.map((sod) => parseTlv(sod, 0x77).value), ...seeds.cardSecurity],
    parse(input) {
      const signedData = parseSignedData(parseTlv(input, 0x30));
      for (const signer of signedData.signers) {
        const certificate = certificateOf(signer, signedData);
        if (certificate) verifySigner(signedData, signer, certificate);
      }
    },
  }),
  'a certificate': () => ({
    seeds: seeds.certificates,
    parse(input) {
      const certificate = parseCertificate(input);
      return [certificate.publicKey, certificate.fingerprint, judgeIssuer(certificate, trust, now)];
    },
  }),
  'a CRL': () => ({ seeds: seeds.crls, parse: parseCrl }),
  'a master list': () => ({ seeds: seeds.masterLists, parse: parseMasterList }),
  'a trust folder': () => ({
    seeds: [
      root,
      ...seeds.crls,
      ...seeds.masterLists,
      utf8ToBytes(toPem(root) + toPem(seeds.crls[0] ?? root, 'X509 CRL')),
    ],
    parse: (bytes) =>
      auditTrustStore(
        createTrustStore([
          { name: 'root', bytes: root },
          { name: 'installed', bytes },
        ]),
        now,
      ),
    isRefusal: (error) => error instanceof Error && error.message.startsWith('installed: '),
  }),
  evidence: () => ({
    seeds: seeds.bags,
    parse(input) {
      const result = verifyEvidence(evidenceOf(input), { trust, now: () => now, challenge });
      if (!result.ok) throw new ChipError(result.code, 'refused');
    },
  }),
};

it.each(Object.entries(targets))('takes or refuses whatever is given for %s', patience, (_, target) => fuzz(target()));
