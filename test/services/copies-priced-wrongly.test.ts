import { expect, it } from 'vitest';
import { Session } from '../session/driver.ts';
import { atCommune } from '../support/commune.ts';

const context = atCommune();

// By hand, from Thông tư 226/2016/TT-BTC Điều 4.
it.each([
  ['1', '1', '2.000'],
  ['2', '1', '4.000'],
  ['3', '1', '5.000'],
  ['3', '5', '25.000'],
  ['198', '1', '200.000'],
  ['400', '2', '400.000'],
])('%s pages, %s copies', (pages, copies, fee) => {
  const session = new Session();
  session.context = context;
  session.command({ type: 'choose-service', service: 'certified-copies' });
  for (const digits of [pages, copies]) {
    for (const digit of digits) session.command({ type: 'digit', digit });
    session.command({ type: 'submit' });
  }
  expect(session.page).toMatchObject({ name: 'review' });
  expect(JSON.stringify(session.page)).toContain(`${fee} đồng`);
  session.command({ type: 'confirm' });
  expect(session.take('issue')).toMatchObject([{ request: { queue: 'certification', answers: { pages, copies } } }]);
});
