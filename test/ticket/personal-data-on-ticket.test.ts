import { describe, expect, test } from 'vitest';
import { people } from '../../drivers/simulated/people.ts';
import { maskedNameSchema, ticketSchema } from '../../src/contract/ticket.ts';
import { maskName } from '../../src/contract/mask-name.ts';
import { paperFormats, rendererFor, wordsOn } from '../support/tickets.ts';
import { asPng, onPaper, readQr, readText } from './paper.ts';
import { appointment, checkIn, deskSlip, papers, receipt, testPrint } from './samples.ts';

const personal = [
  'personalNumber',
  'documentNumber',
  'birthDate',
  'insuranceNumber',
  'cardNumber',
  'fullName',
  'diagnosis',
  'address',
  'phone',
];

const canary = 'LƯƠNG PHƯỢNG THUỲ';
const named = [checkIn, deskSlip, appointment, receipt];

describe.each([...papers, testPrint])('paper of kind $kind', (ticket) => {
  test.each(personal)('with %s is refused', (field) => {
    expect(ticketSchema.safeParse(ticket).success).toBe(true);
    expect(ticketSchema.safeParse({ ...ticket, [field]: 'x' }).success).toBe(false);
  });
});

test.each(named)('a whole name on paper of kind $kind is refused', (ticket) => {
  expect(ticketSchema.safeParse({ ...ticket, maskedName: maskName(canary) }).success).toBe(true);
  for (const maskedName of [canary, 'Lương P. Thuỳ', 'L. PHƯỢNG THUỲ', canary.normalize('NFD')])
    expect(ticketSchema.safeParse({ ...ticket, maskedName }).success).toBe(false);
});

test.each(["H'Hen Niê", 'Ka Hyuck Č̣il', "K'Brếu", 'Đặng Ái Ấn', ''.padEnd(70, 'Ẫ')])('%s has a masked form', (name) => {
  expect(maskedNameSchema.safeParse(maskName(name)).success).toBe(true);
});

describe.each(paperFormats)('on $dots dots, large print $largePrint', (paper) => {
  test.each(named)('paper of kind $kind tells no more of a name than its mask', (ticket) => {
    const words = wordsOn({ ...ticket, language: 'en', maskedName: maskName(canary) }, paper);
    expect(words).toContain('L. P. THUỲ');
    expect(words).not.toMatch(/LƯƠNG|PHƯỢNG/i);
  });
});

test('the paper holds a masked name, no number of the person, and only a random token in its QR', async () => {
  const [person] = people;
  const png = await onPaper({ ...checkIn, maskedName: maskName(person.fullName) });
  const text = readText(png);
  expect(text).toContain('N. T. HƯỜNG');
  expect(text).not.toContain('NGUYỄN');
  expect(text.replaceAll(/\D/g, '')).not.toContain(person.personalNumber.slice(-6));
  expect(text).not.toContain('1951');
  expect(readQr(png)).toEqual([`TRAM:${checkIn.ticketToken}`]);
});

test('nor does a receipt, which leaves the building', () => {
  const png = asPng(rendererFor({ dots: 384, largePrint: false })({ ...receipt, maskedName: maskName(canary) }));
  const text = readText(png).replaceAll(/\s/g, '');
  expect(text).toContain('L.P.THUỲ');
  expect(text).not.toMatch(/LƯƠNG|PHƯỢNG/i);
  expect(readQr(png)).toEqual([receipt.dossierCode]);
});
