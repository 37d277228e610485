import { describe, expect, test } from 'vitest';
import { mostRows } from '../../drivers/host/protocol.ts';
import type { Text } from '../../src/contract/text.ts';
import { ticketSchema, type Ticket } from '../../src/contract/ticket.ts';
import { layoutOf, paperFormats } from '../support/tickets.ts';
import { papers } from './samples.ts';

interface Slot {
  text: Text;
  language: keyof Text;
}

/** Words that fill a line worst, in the widest letter. */
const words = (letters: number, inWord: number) => `${`${'W'.repeat(inWord)} `.repeat(letters).slice(0, letters - 1)}W`;

const isText = (part: object): part is Text => 'vi' in part;

function slotsIn(part: object): Slot[] {
  if (isText(part))
    return [
      { text: part, language: 'vi' },
      { text: part, language: 'en' },
    ];
  return Object.values(part).flatMap((inner: unknown) => (typeof inner === 'object' && inner ? slotsIn(inner) : []));
}

/** @returns a ticket that the schema takes, with as many letters as it takes where they cost the most rows, and its rows */
function longest(sample: Ticket, rows: (ticket: Ticket) => number, inWord: number) {
  const ticket = structuredClone({ ...sample, language: 'en' } as Ticket);
  if ('maskedName' in ticket) ticket.maskedName = 'W';
  if ('papers' in ticket) ticket.papers = Array.from({ length: 8 }, () => ({ vi: 'W', en: 'W' }));
  const slots = slotsIn(ticket);
  for (const { text, language } of slots) text[language] = 'W';
  const isTaken = () => ticketSchema.safeParse(ticket).success;
  const fill = ({ text, language }: Slot) => {
    let [fits, tooMany] = [1, 401];
    while (tooMany - fits > 1) {
      const letters = Math.floor((fits + tooMany) / 2);
      text[language] = words(letters, inWord);
      if (isTaken()) fits = letters;
      else tooMany = letters;
    }
    text[language] = words(fits, inWord);
  };
  const empty = rows(ticket);
  const cost = (slot: Slot) => {
    slot.text[slot.language] = words(80, inWord);
    const taken = rows(ticket) - empty;
    slot.text[slot.language] = 'W';
    return taken;
  };
  const dearest = slots.map((slot) => ({ slot, cost: cost(slot) })).toSorted((one, other) => other.cost - one.cost);
  for (const { slot } of dearest) fill(slot);
  return { ticket, rows: rows(ticket) };
}

describe.each(paperFormats)('on $dots dots, large print $largePrint', (paper) => {
  test.each(papers.map((sample) => [sample.kind, sample] as const))(
    'the longest %s that the schema takes is one that the host takes',
    (_, sample) => {
      for (const inWord of [4, 5, 6]) {
        const { ticket, rows } = longest(sample, (one) => layoutOf(one, paper).height, inWord);
        expect(ticketSchema.safeParse(ticket).success).toBe(true);
        expect(rows).toBeLessThanOrEqual(mostRows);
      }
    },
  );
});

test('every paper of the samples is taken', () => {
  for (const sample of papers) expect(ticketSchema.safeParse(sample).success).toBe(true);
});
