import type { SyntheticPerson } from '../../drivers/simulated/people.ts';

const hex = (text: string) => Buffer.from(text).toString('hex');
const day = (date: string) => date.split('-').reverse().join('/');

/** An insurance number of no province (00), and one without group and province. */
export const insuranceNumbers = { old: 'GD4990000000017', new: '0000000017' } as const;

/** Thẻ BHYT of before April 2021: 15 fields. */
export const oldInsuranceFields = (person: SyntheticPerson): string[] => [
  insuranceNumbers.old,
  hex(person.fullName),
  day(person.birthDate),
  person.sex === 'male' ? '1' : '2',
  hex(person.residence),
  '99 - 032',
  '01/01/2020',
  '31/12/2020',
  '20/12/2019',
  '99990000000017',
  '-',
  '4',
  '01/01/2025',
  '0123456789abcdef-0123',
  '$',
];

/** Thẻ BHYT since April 2021: 17 fields. */
export const newInsuranceFields = (person: SyntheticPerson): string[] => [
  insuranceNumbers.new,
  hex(person.fullName).toUpperCase(),
  day(person.birthDate),
  person.sex === 'male' ? '1' : '2',
  '-',
  '01 - C54',
  '01/04/2021',
  '-',
  '01/04/2021',
  '99990000000017',
  '-',
  '4',
  ' 01/01/2026',
  'FEDCBA9876543210-9876',
  '4',
  hex('Cơ quan bảo hiểm xã hội Mẫu'),
  '$',
];
