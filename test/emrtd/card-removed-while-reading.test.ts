import { expect, it } from 'vitest';
import { people } from '../../drivers/simulated/people.ts';
import { makeCard } from '../../drivers/simulated/cards/make-cards.ts';
import { channelTo, chipOf, issuerWith, read, trusting } from './kit.ts';

it('says so, whichever APDU the card leaves at', async () => {
  const issuer = await issuerWith();
  const card = await makeCard(people[0], issuer, { key: 'rsa' });
  const whole = channelTo(chipOf({ ...card, conduct: { extendedLength: false } }));
  expect(await read(whole, trusting(issuer), card.passwords.can)).toMatchObject({ ok: true });

  for (let apdu = 1; apdu <= whole.sent.length; apdu++) {
    const channel = channelTo(chipOf({ ...card, conduct: { extendedLength: false } }), apdu);
    const result = await read(channel, trusting(issuer), card.passwords.can);
    expect(result, `APDU ${apdu}`).toEqual({ ok: false, code: 'CARD_REMOVED' });
    expect(channel.sent, 'nothing is sent to a card that is gone').toHaveLength(apdu);
  }
});
