import { expect, test } from 'vitest';
import { deskText, failureCodeSchema } from '../../src/contract/failures.ts';
import { wordsOn } from '../support/tickets.ts';
import { deskSlip } from './samples.ts';

/** Words that ask for another try at the machine. */
const tryAgain = /thử lại|đặt|quét lại|dùng mã|nhập lại|xin (nhập|quét|chờ)|again|lay|put|scan the|please type|wait/i;

test.each(failureCodeSchema.options)('whom %s sends to the desk is not told to try the machine again', (code) => {
  const { vi, en } = deskText(code);
  expect(vi).not.toMatch(tryAgain);
  expect(en).not.toMatch(tryAgain);
});

test('the slip carries the text for the desk', () => {
  const text = wordsOn({ ...deskSlip, reason: 'CARD_UNREADABLE' });
  expect(text).toContain(deskText('CARD_UNREADABLE').vi);
  expect(text).not.toContain('đặt lại');
});
