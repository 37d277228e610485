import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { ChipError } from '../../drivers/emrtd/chip-error.ts';
import { encodeTlv, parseTlv } from '../../drivers/emrtd/codec/tlv.ts';
import { parseCertificate } from '../../drivers/emrtd/proof/certificate.ts';
import { judgeIssuer } from '../../drivers/emrtd/proof/chain.ts';
import { certificateOf, parseSignedData, verifySigner } from '../../drivers/emrtd/proof/cms.ts';
import { parseCrl } from '../../drivers/emrtd/proof/crl.ts';
import { parseMasterList } from '../../drivers/emrtd/proof/master-list.ts';
import type { TrustStore } from '../../drivers/emrtd/proof/trust-store.ts';
import { repetitions } from '../support/repetitions.ts';
import { type Party, PkiLab, caExtensions, fromPem, trusting } from './pki-lab.ts';

const lab = new PkiLab();
const content = Buffer.from('the hashes of some data groups');

let root: Party;
let trust: TrustStore;
const genuine: Record<'certificate' | 'message' | 'list' | 'masterList', Uint8Array> = {
  certificate: Uint8Array.of(),
  message: Uint8Array.of(),
  list: Uint8Array.of(),
  masterList: Uint8Array.of(),
};
beforeAll(async () => {
  root = await lab.root({ extensions: [...caExtensions, 'crlDistributionPoints=URI:http://ca.invalid/list.crl'] });
  const signer = await lab.issue({ by: root });
  trust = trusting(root);
  genuine.certificate = signer.bytes;
  genuine.message = await lab.sign(signer, '2.23.136.1.1.1', content);
  genuine.list = fromPem(await lab.crl(root, [signer]));
  const listed = encodeTlv(0x30, encodeTlv(0x02, Uint8Array.of(0)), encodeTlv(0x31, root.bytes, signer.bytes));
  genuine.masterList = await lab.sign(signer, '2.23.136.1.1.2', listed);
});

/** What somebody may do to bytes who does not have the key: change, cut out, double. */
const change = fc.record({
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  /** Tags, lengths that lie, and anything. */
  byte: fc.oneof(fc.constantFrom(0x00, 0x02, 0x06, 0x30, 0x31, 0x80, 0x84, 0xa0, 0xff), fc.nat(255)),
  kind: fc.constantFrom('set', 'set', 'set', 'cut', 'double'),
  length: fc.integer({ min: 1, max: 40 }),
});

function damaged(bytes: Uint8Array, changes: readonly (typeof change extends fc.Arbitrary<infer T> ? T : never)[]) {
  let result = Buffer.from(bytes);
  for (const { at, byte, kind, length } of changes) {
    const position = Math.floor(at * result.length);
    const [before, after] = [result.subarray(0, position), result.subarray(position)];
    if (kind === 'cut') result = Buffer.concat([before, after.subarray(length)]);
    else if (kind === 'double') result = Buffer.concat([before, after.subarray(0, length), after]);
    else if (result.length > 0) result.writeUInt8(byte, position);
  }
  return Uint8Array.from(result);
}

/** Whatever is done to these bytes, they are understood or refused. */
function survives(bytes: () => Uint8Array, use: (bytes: Uint8Array) => void): void {
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      const hostile = damaged(bytes(), changes);
      try {
        use(hostile);
      } catch (error) {
        if (!(error instanceof ChipError)) throw error;
        expect(error.code).toBe('CARD_DATA_INVALID');
      }
    }),
    { numRuns: repetitions(5_000) },
  );
}

const patience = { timeout: repetitions(30_000) };

it('no certificate breaks the reader, and none that was changed is trusted', patience, () => {
  survives(
    () => genuine.certificate,
    (bytes) => {
      const certificate = parseCertificate(bytes);
      const same =
        Buffer.compare(certificate.signed.content, parseCertificate(genuine.certificate).signed.content) === 0;
      if (!same) expect(judgeIssuer(certificate, trust, Date.now())).toBe('unknown');
    },
  );
});

it('no message breaks the reader, and none passes for other content', patience, () => {
  survives(
    () => genuine.message,
    (bytes) => {
      const signedData = parseSignedData(parseTlv(bytes, 0x30));
      for (const signer of signedData.signers) {
        const certificate = certificateOf(signer, signedData);
        if (certificate === undefined || !verifySigner(signedData, signer, certificate)) continue;
        expect(Buffer.from(signedData.content)).toEqual(content);
        expect(signedData.contentType).toBe('2.23.136.1.1.1');
      }
    },
  );
});

it('no CRL breaks the reader', patience, () => {
  survives(() => genuine.list, parseCrl);
});

it('no master list breaks the reader', patience, () => {
  survives(() => genuine.masterList, parseMasterList);
});
