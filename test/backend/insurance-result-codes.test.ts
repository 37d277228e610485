import { describe, expect, test } from 'vitest';
import { people } from '../../drivers/simulated/people.ts';
import type { PortalPerson } from '../../src/backend/adapters/bhxh/simulator.ts';
import { checkInsurance, type CardAnswer, type CardQuery } from '../../src/backend/eligibility/eligibility.ts';
import { insuredOf } from '../../src/backend/verification/checked-person.ts';
import { documentOf, eligibilityOf, facilityCode, portalForTest } from './support/portal.ts';

const [valid] = people;
const answered = (portal: { maKetQua: string; validUntil?: string; maTheMoi?: string; ghiChu?: string }) =>
  portalForTest({}, [{ ...valid, portal }]);

describe('what each maKetQua leads to', () => {
  test.each([
    ['valid', ['000', '004']],
    ['expired', ['010']],
    ['not-found', ['050', '051', '052', '053', '110', '120', '121', '122', '123', '124']],
    ['at-counter', ['001', '002', '130']],
    ['mismatch', ['060', '061', '070']],
    ['unverified', ['003.1', '054', '055', '080', '090', '100', '101', '205', '500', '999']],
  ])('%s: %j', async (status, codes) => {
    for (const maKetQua of codes) {
      const { portal } = await answered({ maKetQua });
      expect(await eligibilityOf(documentOf(valid), portal)).toMatchObject({ status, maKetQua });
    }
  });
});

test('003 is asked again with the new card, whose answer counts', async () => {
  const { portal, simulator } = await answered({
    maKetQua: '003',
    maTheMoi: 'HT2991510123456',
    validUntil: '2028-12-31',
  });
  expect(await eligibilityOf(documentOf(valid), portal)).toEqual({
    status: 'valid',
    maKetQua: '000',
    validUntil: '2028-12-31',
    registeredHere: true,
  });
  expect(simulator.requests().card).toBe(2);
});

test('003 that leads to another 003 is not followed further', async () => {
  const asked: CardQuery[] = [];
  const answer: CardAnswer = { maKetQua: '003', maTheMoi: 'HT2991510123456' };
  const portal = {
    timeoutMs: 1_000,
    lookUp(query: CardQuery) {
      asked.push(query);
      return Promise.resolve(answer);
    },
  };
  expect(await eligibilityOf(documentOf(valid), portal)).toMatchObject({ status: 'at-counter' });
  expect(asked.map(({ maThe }) => maThe)).toEqual([valid.personalNumber, 'HT2991510123456']);
});

test('a time-out on the new card is no answer', async () => {
  const answers: (CardAnswer | undefined)[] = [{ maKetQua: '003', maTheMoi: 'HT2991510123456' }, undefined];
  const portal = { timeoutMs: 1_000, lookUp: () => Promise.resolve(answers.shift()) };
  expect(await eligibilityOf(documentOf(valid), portal)).toEqual({ status: 'unverified' });
});

test('the portal compares name and birth date', async () => {
  const { portal } = await portalForTest();
  const document = documentOf(valid);
  expect(await eligibilityOf({ ...document, fullName: 'NGUYỄN THỊ HỒNG' }, portal)).toMatchObject({
    status: 'mismatch',
    maKetQua: '061',
  });
  expect(await eligibilityOf({ ...document, fullName: 'TRẦN THỊ HƯỜNG' }, portal)).toMatchObject({
    status: 'mismatch',
    maKetQua: '060',
  });
  expect(await eligibilityOf({ ...document, birthDate: '1951-03-09' }, portal)).toMatchObject({
    status: 'mismatch',
    maKetQua: '070',
  });
  expect(await eligibilityOf({ ...document, personalNumber: '099199099999' }, portal)).toMatchObject({
    status: 'not-found',
  });
});

test.each([
  ['the MRZ’s, without marks', 'NGUYEN THI HUONG', 'NGUYỄN THỊ HƯỜNG'],
  ['marks on another vowel', 'NGUYỄN HOÀ', 'NGUYỄN HÒA'],
  ['small letters and two spaces', 'Nguyễn Thị  Hường', 'NGUYỄN THỊ HƯỜNG'],
  ['Đ without its stroke', 'DANG VAN DUNG', 'ĐẶNG VĂN DŨNG'],
])(
  'a name that the portal only spells otherwise (%s) is asked for once more as it has it',
  async (_how, ours, theirs) => {
    const { portal, simulator } = await portalForTest({}, [{ ...valid, fullName: theirs }]);
    expect(await eligibilityOf({ ...documentOf(valid), fullName: ours }, portal)).toMatchObject({ status: 'valid' });
    expect(simulator.requests().card).toBe(2);
  },
);

test.each([
  ['1951', 'valid', 2],
  ['1951-03', 'valid', 2],
  ['1952', 'mismatch', 1],
  ['1951-04', 'mismatch', 1],
])('a birth date that the portal knows as %s: %s', async (birthDate, status, asked) => {
  const { portal, simulator } = await portalForTest({}, [{ ...valid, birthDate }]);
  expect(await eligibilityOf(documentOf(valid), portal)).toMatchObject({ status });
  expect(simulator.requests().card).toBe(asked);
});

test('of a person whose birth year alone is on the card the portal may know the day', async () => {
  const { portal } = await portalForTest();
  expect(await eligibilityOf({ ...documentOf(valid), birthDate: '1951' }, portal)).toMatchObject({ status: 'valid' });
});

test('a name from the MRZ that the portal cannot compare is no evidence against the person', async () => {
  const document = { ...documentOf(valid), fullName: 'NGUYEN THI HUONG', nameFrom: 'mrz' } as const;
  const portal = { timeoutMs: 1_000, lookUp: () => Promise.resolve({ maKetQua: '060' }) };
  expect(await eligibilityOf(document, portal)).toMatchObject({ status: 'unverified', maKetQua: '060' });
});

test.each(['054', '055'])(
  '%s is the operator’s matter: told to the log, and the patient is served',
  async (maKetQua) => {
    const { portal, log } = await answered({ maKetQua });
    expect(await eligibilityOf(documentOf(valid), portal)).toMatchObject({ status: 'unverified', maKetQua });
    expect(log).toEqual([{ event: 'portal-employee-refused', code: maKetQua }]);
  },
);

test('the portal’s own words are shown where the card is not valid, and not kept where it is', async () => {
  const refused = await answered({ maKetQua: '010', ghiChu: 'Thẻ hết hạn, liên hệ BHXH', validUntil: '2026-09-30' });
  expect(await eligibilityOf(documentOf(valid), refused.portal)).toEqual({
    status: 'expired',
    maKetQua: '010',
    note: 'Thẻ hết hạn, liên hệ BHXH',
    validUntil: '2026-09-30',
    registeredHere: true,
  });
  const accepted = await answered({ maKetQua: '000', ghiChu: `Họ tên: ${valid.fullName}` });
  expect(await eligibilityOf(documentOf(valid), accepted.portal)).toEqual({
    status: 'valid',
    maKetQua: '000',
    registeredHere: true,
  });
});

describe('an insurance card, whose number is not the personal one', () => {
  const { fullName, birthDate } = valid;
  const insuranceNumber = valid.personalNumber.slice(-10);
  const shown = (cardNumber: string, holder: object = { fullName, birthDate }) =>
    insuredOf({ person: { by: 'insurance-card', cardNumber, ...holder } });
  const check = async (cardNumber: string, record: PortalPerson['portal'], holder?: object) => {
    const { portal, simulator } = await portalForTest({}, [{ ...valid, portal: record }]);
    const { eligibility } = await checkInsurance(shown(cardNumber, holder), portal, facilityCode);
    return { ...eligibility, asked: simulator.requests().card };
  };

  test.each([
    ['fifteen characters', `DN499${insuranceNumber}`],
    ['ten digits', insuranceNumber],
    ['twelve digits', valid.personalNumber],
  ])('is looked up by %s', async (_length, cardNumber) => {
    expect(await check(cardNumber, { maKetQua: '000' })).toMatchObject({ status: 'valid', asked: 1 });
    expect(await check(cardNumber, { maKetQua: '010' })).toMatchObject({ status: 'expired', asked: 1 });
    const renewed = { maKetQua: '003', maTheMoi: 'HT2991510123456' };
    expect(await check(cardNumber, renewed)).toMatchObject({ status: 'valid', maKetQua: '000', asked: 2 });
    const plain = { fullName: 'Nguyen Thi Huong', birthDate };
    expect(await check(cardNumber, { maKetQua: '000' }, plain)).toMatchObject({ status: 'valid', asked: 2 });
    const yearAlone = { fullName, birthDate: birthDate.slice(0, 4) };
    // Whoever can write a card of her own must not need less than the portal wants.
    expect(await check(cardNumber, { maKetQua: '000' }, yearAlone)).toMatchObject({ status: 'mismatch', asked: 1 });
    const another = { fullName: 'TRẦN THỊ HƯỜNG', birthDate };
    expect(await check(cardNumber, { maKetQua: '000' }, another)).toMatchObject({ status: 'mismatch', asked: 1 });
  });

  test.each([
    ['nothing else', {}],
    ['a name alone', { fullName }],
    ['a birth date alone', { birthDate }],
  ])('with %s is not asked about, and served', async (_what, holder) => {
    expect(await check(insuranceNumber, { maKetQua: '010' }, holder)).toEqual({ status: 'unverified', asked: 0 });
  });
});

test.each<[string, PortalPerson['portal'], boolean | undefined]>([
  ['here', { maKetQua: '000', maDKBD: facilityCode }, true],
  ['elsewhere', { maKetQua: '000', maDKBD: '99002' }, false],
  ['where the portal does not say', { maKetQua: '000', maDKBD: '' }, undefined],
  ['elsewhere, on a card that has ended', { maKetQua: '010', maDKBD: '99002' }, false],
  ['where it may be another’s card', { maKetQua: '070', maDKBD: facilityCode }, undefined],
  ['where the portal knows no card', { maKetQua: '050' }, undefined],
])('registered for first treatment %s', async (_where, record, registeredHere) => {
  const { portal } = await portalForTest({}, [{ ...valid, portal: record }]);
  expect((await eligibilityOf(documentOf(valid), portal)).registeredHere).toBe(registeredHere);
});
