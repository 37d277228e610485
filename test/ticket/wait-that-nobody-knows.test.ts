import { expect, test } from 'vitest';
import { loadMeasure } from '../../src/main/ticket/font.ts';
import { fontFile } from '../support/tickets.ts';
import { layoutTicket } from '../../src/main/ticket/layout.ts';
import type { Ticket } from '../../src/contract/ticket.ts';
import { fullest } from './samples.ts';

const printed = (ticket: Ticket) =>
  layoutTicket(ticket, loadMeasure(fontFile))
    .marks.flatMap((mark) => (mark.kind === 'text' ? [mark.text] : []))
    .join(' ');

test('the paper tells how many wait before a person only where that is known', () => {
  const { ahead, ...unknown } = fullest;
  expect(printed(fullest)).toContain(`Trước ông/bà: ${String(ahead)} người`);
  expect(printed({ ...fullest, ahead: 0 })).toContain('Trước ông/bà: 0 người');
  expect(printed(unknown)).not.toMatch(/Trước ông\/bà|Ahead of you/);
});
