import { afterEach, expect, it, vi } from 'vitest';
import type * as domainParameters from '../../drivers/emrtd/access/domain-parameters.ts';
import type * as ciphers from '../../drivers/emrtd/messaging/cipher.ts';
import type * as activeAuthentication from '../../drivers/emrtd/proof/active-authentication.ts';

const modules = {
  cipher: '../../drivers/emrtd/messaging/cipher.ts',
  domainParameters: '../../drivers/emrtd/access/domain-parameters.ts',
  activeAuthentication: '../../drivers/emrtd/proof/active-authentication.ts',
} as const;

afterEach(() => {
  Object.values(modules).forEach((module) => vi.doUnmock(module));
  vi.resetModules();
});

/** The self-test on a host where this module computes otherwise. */
async function verdictWith<T extends object>(module: string, spoil: (genuine: T) => Partial<T>): Promise<boolean> {
  vi.resetModules();
  vi.doMock(module, async (original) => {
    const genuine = (await original()) as T;
    return { ...genuine, ...spoil(genuine) };
  });
  const { selfTest } = await import('../../drivers/emrtd/self-test.ts');
  return selfTest();
}

/** The last byte with its lowest bit turned. */
const turned = (bytes: Uint8Array) => bytes.with(-1, (bytes.at(-1) ?? 0) ^ 1);

const missing = () => {
  throw new Error('ERR_OSSL_EVP_UNSUPPORTED');
};

it.each<[string, (genuine: typeof ciphers) => Partial<typeof ciphers>]>([
  [
    'AES encrypts wrongly',
    ({ aes128 }) => ({ aes128: { ...aes128, encrypt: (...a) => turned(aes128.encrypt(...a)) } }),
  ],
  [
    'AES decrypts wrongly',
    ({ aes128 }) => ({ aes128: { ...aes128, decrypt: (...a) => turned(aes128.decrypt(...a)) } }),
  ],
  ['AES has a wrong MAC', ({ aes128 }) => ({ aes128: { ...aes128, mac: (...a) => turned(aes128.mac(...a)) } })],
  [
    'its counter is not encrypted',
    ({ aes128 }) => ({ aes128: { ...aes128, initialisationVector: () => new Uint8Array(16) } }),
  ],
  [
    'keys are derived wrongly',
    ({ aes128 }) => ({ aes128: { ...aes128, deriveKey: (...a) => turned(aes128.deriveKey(...a)) } }),
  ],
  [
    '3DES encrypts wrongly',
    ({ tripleDes }) => ({ tripleDes: { ...tripleDes, encrypt: (...a) => turned(tripleDes.encrypt(...a)) } }),
  ],
  [
    '3DES has a wrong MAC',
    ({ tripleDes }) => ({ tripleDes: { ...tripleDes, mac: (...a) => turned(tripleDes.mac(...a)) } }),
  ],
  ['there is no 3DES', ({ tripleDes }) => ({ tripleDes: { ...tripleDes, encrypt: missing } })],
  ['padding is zeros', () => ({ pad: (data, block) => Uint8Array.from([...data, ...new Uint8Array(block)]) })],
])('%s', async (_, spoil) => {
  expect(await verdictWith(modules.cipher, spoil)).toBe(false);
});

it('there is no brainpoolP256r1', async () => {
  const without = (): Partial<typeof domainParameters> => ({ curveOf: () => undefined });
  expect(await verdictWith(modules.domainParameters, without)).toBe(false);
});

it('the generator is mapped by another nonce', async () => {
  const other = (): Partial<typeof domainParameters> => ({ toInteger: () => 1n });
  expect(await verdictWith(modules.domainParameters, other)).toBe(false);
});

it.each([
  ['every signature is believed', true],
  ['no signature is', false],
])('%s', async (_, verdict) => {
  const blind = (): Partial<typeof activeAuthentication> => ({ verifyActiveAuthentication: () => verdict });
  expect(await verdictWith(modules.activeAuthentication, blind)).toBe(false);
});

it('passes where nothing is wrong', async () => {
  expect(await verdictWith(modules.cipher, () => ({}))).toBe(true);
});
