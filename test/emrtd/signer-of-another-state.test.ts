import { expect, it } from 'vitest';
import { people, traveller } from '../../drivers/simulated/people.ts';
import { makeCard, makePassport } from '../../drivers/simulated/cards/make-card.ts';
import { Issuer } from '../../drivers/simulated/cards/pki.ts';
import { channelTo, chipOf, read, temporaryFolder, trusting } from './kit.ts';

async function stateOf(country: string): Promise<Issuer> {
  const issuer = new Issuer(await temporaryFolder(), 'state', country);
  await issuer.create();
  await issuer.addSigner('signer');
  return issuer;
}

const issuerIn = (result: Awaited<ReturnType<typeof read>>) =>
  result.ok ? result.value.proof.passiveAuthentication.issuer : result.code;

it('makes no citizen of Vietnam, though its root is trusted', async () => {
  const [vietnam, other] = [await stateOf('VN'), await stateOf('XO')];
  const trust = trusting(vietnam, other);
  const told: string[] = [];
  const readWith = async (issuer: Issuer) => {
    const card = await makeCard(people[0], issuer);
    return read(channelTo(chipOf(card)), trust, card.passwords.can, { onPerson: (_, { issuer }) => told.push(issuer) });
  };
  expect(issuerIn(await readWith(other))).toBe('unknown');
  expect(issuerIn(await readWith(vietnam))).toBe('trusted');
  expect(told).toEqual(['unknown', 'trusted']);
});

it.each([
  ['Utopia', 'UT', 'trusted'],
  ['Utopia, in small letters', 'ut', 'trusted'],
  ['another state', 'DE', 'unknown'],
])('makes no passport of Utopia: %s', async (_, country, expected) => {
  const issuer = await stateOf(country);
  const passport = await makePassport(traveller, issuer);
  const { mrz } = passport.passwords;
  const result = await read(channelTo(chipOf(passport)), trusting(issuer), undefined, mrz && { mrz });
  expect(issuerIn(result)).toBe(expected);
});
