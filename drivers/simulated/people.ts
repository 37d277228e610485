/** What makes a simulated card different from a genuine, valid one. */
type CardProfile = 'genuine' | 'cloned';

/** What the simulated insurance portal knows of a person (maKetQua of KQNhanLichSuKCB2024). */
type PortalRecord = { maKetQua: string; validUntil?: string };

export interface SyntheticPerson {
  id: string;
  /** Province 099 is assigned to nobody. */
  personalNumber: string;
  fullName: string;
  /** MRZ form, capitals without marks. */
  mrzName: string;
  birthDate: string;
  sex: 'male' | 'female';
  /** Of the card; absent where it never expires. */
  expiryDate?: string;
  issueDate: string;
  residence: string;
  licenceNumber: string;
  card: CardProfile;
  portal: PortalRecord;
}

/** What is valid or has ended below is so in any year. */
const year = new Date().getFullYear();

/** None of these people exists. */
export const people = [
  {
    id: 'valid',
    personalNumber: '099151012345',
    fullName: 'NGUYỄN THỊ HƯỜNG',
    mrzName: 'NGUYEN<<THI<HUONG',
    birthDate: '1951-03-08',
    sex: 'female',
    issueDate: '2022-05-10',
    residence: 'Số 1 Đường Mẫu, Phường Mẫu, Thành phố Mẫu',
    licenceNumber: '990151000017',
    card: 'genuine',
    portal: { maKetQua: '000', validUntil: `${year + 1}-12-31` },
  },
  {
    id: 'expired',
    personalNumber: '099085023456',
    fullName: 'TRẦN VĂN DŨNG',
    mrzName: 'TRAN<<VAN<DUNG',
    birthDate: '1985-11-20',
    sex: 'male',
    expiryDate: `${year + 15}-11-20`,
    issueDate: '2021-08-15',
    residence: 'Số 2 Đường Mẫu, Phường Mẫu, Thành phố Mẫu',
    licenceNumber: '990085000024',
    card: 'genuine',
    portal: { maKetQua: '010', validUntil: `${year - 1}-09-30` },
  },
  {
    id: 'unknown',
    personalNumber: '099190034567',
    fullName: 'LÊ THỊ NGỌC ẨN',
    mrzName: 'LE<<THI<NGOC<AN',
    birthDate: '1990-07-01',
    sex: 'female',
    expiryDate: `${year + 15}-07-01`,
    issueDate: '2024-09-02',
    residence: 'Số 3 Đường Mẫu, Xã Mẫu, Tỉnh Mẫu',
    licenceNumber: '990090000031',
    card: 'genuine',
    portal: { maKetQua: '050' },
  },
  {
    id: 'cloned',
    personalNumber: '099078045678',
    fullName: 'PHẠM QUỐC KHÁNH',
    mrzName: 'PHAM<<QUOC<KHANH',
    birthDate: '1978-01-15',
    sex: 'male',
    expiryDate: `${year + 15}-01-15`,
    issueDate: '2021-12-01',
    residence: 'Số 4 Đường Mẫu, Phường Mẫu, Thành phố Mẫu',
    licenceNumber: '990078000048',
    card: 'cloned',
    portal: { maKetQua: '000', validUntil: `${year + 1}-06-30` },
  },
] as const satisfies readonly SyntheticPerson[];
export type PersonId = (typeof people)[number]['id'];

export interface ForeignHolder {
  documentNumber: string;
  /** A state's code (ICAO 9303-3 §5), one to three letters: UTO is Utopia, which ICAO keeps for specimens. */
  issuer: string;
  authority: string;
  nationality: string;
  /** Primary identifier, then the others, with all marks. */
  name: readonly [primary: string, secondary: string];
  /** MRZ form. */
  mrzName: string;
  birthDate: string;
  sex: 'male' | 'female';
  expiryDate: string;
  issueDate: string;
  birthPlace: string;
}

/** A foreigner with a passport. She does not exist either. */
export const traveller = {
  documentNumber: 'L898902C3',
  issuer: 'UTO',
  authority: 'Utopia Passport Office',
  nationality: 'UTO',
  name: ['LINDQVIST', 'ÅSA MÄRTA'],
  mrzName: 'LINDQVIST<<AASA<MAERTA',
  birthDate: '1974-08-12',
  sex: 'female',
  expiryDate: `${year + 4}-04-15`,
  issueDate: `${year - 6}-04-16`,
  birthPlace: 'Zenith',
} as const satisfies ForeignHolder;

/** A foreigner with an identity card. Nor does he; Germany's code is the only one of a single letter. */
export const neighbour = {
  documentNumber: 'L0XXXXXXX',
  issuer: 'D',
  authority: 'STADT MUSTERSTADT',
  nationality: 'D',
  name: ['MÜLLER', 'JÖRG'],
  mrzName: 'MUELLER<<JOERG',
  birthDate: '1964-02-29',
  sex: 'male',
  expiryDate: `${year + 3}-10-31`,
  issueDate: `${year - 7}-11-01`,
  birthPlace: 'MUSTERSTADT',
} as const satisfies ForeignHolder;

/** Of the person's health-insurance card: group, benefit, province, the last ten digits of the personal number. */
export const insuranceCardNumber = ({ personalNumber }: SyntheticPerson): string => `DN499${personalNumber.slice(-10)}`;

/** The QR on a thẻ BHYT of 17 fields, texts as UTF-8 in hex. */
export function insuranceCardQr(person: SyntheticPerson): string {
  const day = (date: string) => date.split('-').reverse().join('/');
  const hex = (text: string) => Buffer.from(text).toString('hex');
  return [
    insuranceCardNumber(person),
    hex(person.fullName),
    day(person.birthDate),
    person.sex === 'male' ? '1' : '2',
    hex(person.residence),
    '99 - 001',
    '01/01/2025',
    '-',
    '01/01/2025',
    '99001',
    '-',
    '4',
    '01/01/2030',
    '0123456789abcdef-0123',
    '4',
    hex('BHXH Thành phố Mẫu'),
    '$',
  ].join('|');
}

/** The QR on a căn cước of 2021 to 2024: seven fields (facts: number, old CMND, name, birth, sex, residence, issue). */
export function citizenCardQr(person: SyntheticPerson): string {
  const day = (date: string) => date.split('-').reverse().join('');
  const sex = person.sex === 'male' ? 'Nam' : 'Nữ';
  return [
    person.personalNumber,
    '',
    person.fullName,
    day(person.birthDate),
    sex,
    person.residence,
    day(person.issueDate),
  ].join('|');
}
