import { defineConfig } from 'vitest/config';

/** The quick tests of what is mutated: all of them run for most mutants. */
const names = [
  'apdu-misencoded',
  'counter-out-of-step',
  'hashes-forged',
  'hostile-tlv',
  'one-byte-too-many',
  'published-examples-not-met',
  'published-messages-not-met',
  'security-infos-odd-shapes',
  'signer-of-another-state',
];

export default defineConfig({
  test: { testTimeout: 30_000, hookTimeout: 60_000, include: names.map((name) => `test/emrtd/${name}.test.ts`) },
});
