import { expect, it } from 'vitest';
import { Session } from './driver.ts';

it('a card that nobody took is announced to whoever stands before the machine, until it is taken', () => {
  const session = new Session();
  session.command({ type: 'choose-service', service: 'insurance-check-in' });
  session.card(true);
  while (session.page.name !== 'cleared') session.wait();
  expect(session.page).toMatchObject({ cardLeft: true });
  session.wait();
  expect(session.page).toMatchObject({ name: 'home', cardLeft: true });
  session.card(false);
  expect(session.page).toMatchObject({ name: 'home', cardLeft: false });
});
