import { describe, expect, it } from 'vitest';
import { asked, factsOf, numberRequest, obstacle, reviewLines, type Visit } from '../../src/main/services/visit.ts';
import { context, verifiedIdentity } from '../support/samples.ts';

const { catalogue } = context;
const service = catalogue.services.find(({ id }) => id === 'insurance-check-in');
if (!service) throw new Error('no insurance check-in');

const visit = (answers: Record<string, string>, more: Partial<Visit> = {}, birthDate = '1985-11-20'): Visit => ({
  service,
  day: '2026-11-23',
  selfPaid: false,
  answers: { clinic: 'eyes', ...answers },
  identity: verifiedIdentity({ birthDate, eligibility: { status: 'valid', registeredHere: false } }),
  ...more,
});

const facts = (visit: Visit, holidays: string[] = []) =>
  factsOf(visit, { ...catalogue, centre: { ...catalogue.centre, holidays } });

const askedOf = (...of: Parameters<typeof facts>) => asked(facts(...of)).map(({ id }) => id);

describe('a referral slip', () => {
  const told = (entitlement: string, signed: string, day: string, holidays: string[] = []) =>
    reviewLines(facts(visit({ entitlement, 'referral-date': signed }, { day }), holidays)).find(
      ({ label }) => label.en === 'Referral slip',
    )?.value.vi;

  it.each([
    // Signed on Monday the 9th: ten working days end on Monday the 23rd; a holiday among them moves that by one.
    ['referral', '09112026', '2026-11-23', [], 'Có giá trị đến 23/11/2026'],
    ['referral', '09112026', '2026-11-24', [], 'Ngoài thời hạn (đến 23/11/2026).'],
    ['referral', '09112026', '2026-11-24', ['2026-11-20'], 'Có giá trị đến 24/11/2026'],
    ['referral', '09112026', '2026-11-24', ['2026-11-22'], 'Ngoài thời hạn (đến 23/11/2026).'],
    ['referral-year', '23112025', '2026-11-23', [], 'Có giá trị đến 23/11/2026'],
    ['referral-year', '22112025', '2026-11-23', [], 'Ngoài thời hạn (đến 22/11/2026).'],
    ['referral-year', '29022028', '2029-02-28', [], 'Có giá trị đến 28/02/2029'],
    // Signed tomorrow: a slip of the pen, for staff to see.
    ['referral', '24112026', '2026-11-23', [], 'Ngoài thời hạn'],
    ['follow-up', '09112026', '2026-11-24', [], undefined],
  ])('%s signed %s, shown on %s: %s%s', (entitlement, signed, day, holidays, expected) => {
    const said = told(entitlement, signed, day, holidays);
    if (expected === undefined) expect(said).toBeUndefined();
    else expect(said?.startsWith(expected), said).toBe(true);
  });

  it('is a reason to send somebody away', () => {
    const stale = visit({ entitlement: 'referral', 'referral-date': '01012020' });
    expect(obstacle(facts(stale))).toBeUndefined();
    expect(numberRequest(stale, facts(stale))).toMatchObject({
      queue: 'eyes',
      answers: { entitlement: 'referral', 'referral-date': '01012020' },
    });
  });
});

describe('entitlement', () => {
  const insured = (eligibility: { status: 'valid' | 'unverified'; registeredHere?: boolean }) =>
    facts(visit({}, { identity: verifiedIdentity({ eligibility }) }));

  it('is taken for registered here where the portal did not say so', () => {
    expect(insured({ status: 'valid', registeredHere: true }).answers.entitlement).toBe('registered-here');
    for (const eligibility of [
      { status: 'valid', registeredHere: false },
      { status: 'valid' },
      { status: 'unverified' },
    ] as const)
      expect(insured(eligibility).answers).not.toHaveProperty('entitlement');
  });

  it('is asked of somebody who pays herself', () => {
    expect(askedOf(visit({}, { selfPaid: true }))).toEqual(['priority']);
  });
});

describe('a child that nobody comes with', () => {
  it.each([
    ['2010-11-24', true],
    ['2010-11-23', false],
    ['2011', true],
    ['2010', false],
    ['2022-01-01', true],
  ])('born %s, who accompanies is asked: %s', (birthDate, isAsked) => {
    expect(askedOf(visit({}, {}, birthDate)).includes('guardian')).toBe(isAsked);
  });
});
