import { describe, expect, it } from 'vitest';
import { mrzKeyFromCard } from '../../src/contract/citizen-card.ts';

const key = (birthDate: string, issueDate: string) =>
  mrzKeyFromCard({ personalNumber: '099090012345', birthDate, issueDate });

describe('what the QR lacks for basic access control', () => {
  it('is the expiry: number and birth it has', () => {
    expect(key('1990-02-01', '2021-05-10')).toEqual({
      documentNumber: '090012345',
      birthDate: '900201',
      expiryDate: '300201',
    });
  });

  // Luật 26/2023/QH15 art. 21, Luật 59/2014/QH13 art. 21.
  it.each([
    ['a baby', '2024-09-01', '2025-01-02', '380901'],
    ['a child a day before the last two years', '2013-03-10', '2025-03-09', '270310'],
    ['a child two years before', '2013-03-10', '2025-03-10', '380310'],
    ['at the 14th birthday', '2007-05-20', '2021-05-20', '320520'],
    ['a day before the two years to the 25th', '2000-06-15', '2023-06-14', '250615'],
    ['two years before the 25th', '2000-06-15', '2023-06-15', '400615'],
    ['at the 25th', '1998-08-08', '2023-08-08', '380808'],
    ['two years before the 40th', '1985-01-31', '2023-01-31', '450131'],
    ['a day before those', '1985-01-31', '2023-01-30', '250131'],
    ['a day before the two years to the 60th', '1965-12-02', '2023-12-01', '251202'],
    ['two years before the 60th', '1965-12-01', '2023-12-01', '991231'],
    ['an old person', '1940-01-01', '2021-07-01', '991231'],
    ['who was born on a leap day, in a year that has none', '2000-02-29', '2021-05-05', '250228'],
    ['who was born on a leap day, in a year that has one', '2000-02-29', '2023-05-05', '400229'],
  ])('%s', (_, birthDate, issueDate, expiryDate) => {
    expect(key(birthDate, issueDate).expiryDate).toBe(expiryDate);
  });

  it('counts unknown days of birth from the first', () => {
    expect(key('1990', '2021-05-10')).toMatchObject({ birthDate: '90<<<<', expiryDate: '300101' });
    expect(key('1990-07', '2021-05-10')).toMatchObject({ birthDate: '9007<<', expiryDate: '300701' });
  });
});
