import { expect, test } from 'vitest';
import { deskText, failureCodeSchema } from '../../src/contract/failures.ts';
import { loadMeasure } from '../../src/main/ticket/font.ts';
import { fontFile } from '../support/tickets.ts';
import { layoutTicket } from '../../src/main/ticket/layout.ts';
import { deskSlip } from './samples.ts';

/** Words that ask for another try at the machine. */
const tryAgain = /thử lại|đặt|quét lại|dùng mã|nhập lại|xin (nhập|quét|chờ)|again|lay|put|scan the|please type|wait/i;

test.each(failureCodeSchema.options)('whom %s sends to the desk is not told to try the machine again', (code) => {
  const { vi, en } = deskText(code);
  expect(vi).not.toMatch(tryAgain);
  expect(en).not.toMatch(tryAgain);
});

test('the slip carries the text for the desk', () => {
  const { marks } = layoutTicket({ ...deskSlip, reason: 'CARD_UNREADABLE' }, loadMeasure(fontFile));
  const text = marks.flatMap((mark) => (mark.kind === 'text' ? [mark.text] : [])).join(' ');
  expect(text).toContain(deskText('CARD_UNREADABLE').vi);
  expect(text).not.toContain('đặt lại');
});
