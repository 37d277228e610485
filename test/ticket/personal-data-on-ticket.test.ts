import { expect, test } from 'vitest';
import { people } from '../../drivers/simulated/people.ts';
import { ticketSchema } from '../../src/contract/ticket.ts';
import { maskName } from '../../src/main/ticket/mask-name.ts';
import { onPaper, readQr, readText } from './paper.ts';
import { checkIn } from './samples.ts';

test.each(['personalNumber', 'birthDate', 'insuranceNumber', 'fullName', 'diagnosis'])(
  'a ticket with %s is refused',
  (field) => {
    expect(ticketSchema.safeParse(checkIn).success).toBe(true);
    expect(ticketSchema.safeParse({ ...checkIn, [field]: 'x' }).success).toBe(false);
  },
);

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
