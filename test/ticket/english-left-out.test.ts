import { expect, test } from 'vitest';
import { ticketId } from '../../src/contract/ticket.ts';
import { wrap } from '../../src/main/ticket/wrap.ts';
import { wordsOn } from '../support/tickets.ts';
import { appointment, checkIn, deskSlip, papers } from './samples.ts';

test.each(papers)('$kind: the centre has its English name for who chose English, and only then', (paper) => {
  expect(wordsOn({ ...paper, language: 'en' })).toContain(paper.centre.en);
  expect(wordsOn({ ...paper, language: 'vi' })).not.toContain(paper.centre.en);
});

test('a code is called by its name in both languages', () => {
  const number = wordsOn({ ...checkIn, language: 'en' });
  const id = ticketId(checkIn.ticketToken);
  expect(number).toContain(`Mã phiếu: ${id}`);
  expect(number).toContain(`Ticket code: ${id}`);
  expect(wordsOn({ ...deskSlip, language: 'en' })).toContain(`Ticket code: ${deskSlip.slipId}`);
  expect(wordsOn({ ...appointment, language: 'en' })).toContain(`Appointment code: ${appointment.code}`);
});

test('no line begins with the space that kept two words together', () => {
  const lines = wrap('AAAA\u00a0BBBB', 4, (part) => part.length);
  expect(lines).toEqual(['AAAA', 'BBBB']);
});
