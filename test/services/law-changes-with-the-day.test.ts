import { describe, expect, it } from 'vitest';
import { serviceDay } from '../../src/contract/queue.ts';
import {
  asked,
  factsOf,
  missing,
  numberRequest,
  obstacle,
  options,
  papers,
  reviewLines,
  type Visit,
} from '../../src/main/services/visit.ts';
import { context, verifiedIdentity } from '../support/samples.ts';

const { services } = context.catalogue;

function visit(id: string, answers: Record<string, string>, birthDate = '1985-11-20', selfPaid = false): Visit {
  const service = services.find((definition) => definition.id === id);
  if (!service) throw new Error(id);
  return { service, day: '2026-11-21', selfPaid, answers, identity: verifiedIdentity({ birthDate }) };
}

const on = (visit: Visit, instant: number) => factsOf({ ...visit, day: serviceDay(instant) }, context.catalogue);

const noon = (day: string) => Date.parse(`${day}T05:00:00Z`);

describe('driving licence', () => {
  const licence = (expiry: string, licenceClass = 'B', reason = 'expiring') =>
    visit('licence-renewal', {
      'licence-number': '990151000017',
      'licence-class': licenceClass,
      'licence-expiry': expiry,
      reason,
    });

  it.each([
    // From 1 July 2026 less than 30 days late needs no test, from a year on practice too (TT 108/2026 art. 22) …
    ['12122026', '2026-11-21', undefined],
    ['21112026', '2026-11-21', undefined],
    ['23102026', '2026-11-21', undefined],
    ['22102026', '2026-11-21', 'lý thuyết'],
    ['22112025', '2026-11-21', 'lý thuyết'],
    ['21112025', '2026-11-21', 'lý thuyết và thực hành'],
    ['01012020', '2026-11-21', 'lý thuyết và thực hành'],
    ['01062026', '2026-07-01', 'lý thuyết'],
    // … before, any day late needed theory, and a year the whole test (TT 12/2025).
    ['30062026', '2026-06-30', undefined],
    ['29062026', '2026-06-30', 'lý thuyết'],
    ['30062025', '2026-06-30', 'lý thuyết, mô phỏng và thực hành'],
    // A leap day has its anniversary on the last of February.
    ['29022028', '2029-02-27', 'lý thuyết'],
    ['29022028', '2029-02-28', 'lý thuyết và thực hành'],
  ])('valid until %s, asked on %s: test %s', (expiry, day, test) => {
    const facts = on(licence(expiry), noon(day));
    expect(obstacle(facts)).toBeUndefined();
    expect(missing(facts)?.reason).toBe(test && 'LICENCE_OVERDUE_TEST');
    expect(missing(facts)?.papers[0]?.vi.split(/ sát hạch lại |;/)[1]).toBe(test);
  });

  it.each(['A1', 'A', 'B1'])(
    'class %s has no term: no expiry is asked, no health certificate, no renewal for expiry',
    (licenceClass) => {
      const damaged = licence('', licenceClass, 'damaged');
      const facts = on(damaged, noon('2026-11-21'));
      expect(asked(facts).map(({ id }) => id)).not.toContain('licence-expiry');
      expect(JSON.stringify(papers(facts))).not.toContain('sức khoẻ');
      expect(obstacle(facts)).toBeUndefined();
      expect(obstacle(on(licence('', licenceClass), noon('2026-11-21')))).toBe('LICENCE_WITHOUT_TERM');
    },
  );

  it('an old class, a car’s B1 too, has an expiry and needs the health certificate, but no term is promised', () => {
    const renewal = licence('12122026', 'old');
    const facts = on(renewal, noon('2026-11-21'));
    expect(asked(facts).map(({ id }) => id)).toContain('licence-expiry');
    expect(JSON.stringify(papers(facts))).toContain('sức khoẻ');
    expect(obstacle(facts)).toBeUndefined();
    const lines = reviewLines(facts);
    expect(lines.map(({ value }) => value.vi)).toContain('12/12/2026');
    expect(lines.map(({ label }) => label.vi)).not.toContain('Thời hạn mới');
    expect(missing(on(licence('22102026', 'old'), noon('2026-11-21')))?.reason).toBe('LICENCE_OVERDUE_TEST');
  });

  it('class B brings ten years and a health certificate, and says so', () => {
    const renewal = licence('12122026');
    const facts = on(renewal, noon('2026-11-21'));
    expect(JSON.stringify(papers(facts))).toContain('sức khoẻ');
    expect(reviewLines(facts).map(({ value }) => value.vi)).toEqual(expect.arrayContaining(['12/12/2026', '10 năm']));
  });
});

describe('priority by law', () => {
  it.each([
    // 75 on the day itself, in Hà Nội: 2026-03-08 begins there at 17:00 UTC of the day before.
    ['1951-03-08', '2026-03-07T16:59:59Z', 'none', true],
    ['1951-03-08', '2026-03-07T17:00:00Z', 'age-75', false],
    ['2020-11-22', '2026-11-21T05:00:00Z', 'under-6', false],
    ['2020-11-21', '2026-11-21T05:00:00Z', 'none', true],
  ])('born %s, asked at %s: %s', (birthDate, instant, priority, isAsked) => {
    const checkIn = visit('insurance-check-in', { clinic: 'eyes' }, birthDate);
    const facts = on(checkIn, Date.parse(instant));
    expect(numberRequest(checkIn, facts)).toMatchObject({ priority, queue: 'eyes' });
    expect(asked(facts).some(({ id }) => id === 'priority')).toBe(isAsked);
  });

  it.each([
    ['1985-11-20', []],
    // Until the last day that a year or month may mean, whoever is with a child says that it is under six.
    ['2020', ['under-6']],
    ['2020-11', ['under-6']],
    ['2020-10', []],
    ['2019', []],
    ['1952', []],
    [undefined, ['age-75', 'under-6']],
  ])('born %s: of the groups that an age makes she may name %j', (birthDate, expected) => {
    const checkIn = visit('insurance-check-in', { clinic: 'eyes' });
    const { birthDate: _known, ...identity } = verifiedIdentity();
    const known = { ...checkIn, identity: { ...identity, ...(birthDate !== undefined && { birthDate }) } };
    const facts = on(known, noon('2026-11-21'));
    const question = asked(facts).find(({ id }) => id === 'priority');
    const ids = question ? options(question, facts).map(({ id }) => id) : [];
    expect(ids.filter((id) => id === 'age-75' || id === 'under-6')).toEqual(expected);
    expect(ids).toEqual(expect.arrayContaining(['none', 'pregnant', 'severe-disability', 'merit']));
  });

  it('who does not know the clinic goes to triage; who pays herself is not asked for one', () => {
    const unsure = visit('insurance-check-in', { clinic: 'not-sure' });
    expect(numberRequest(unsure, on(unsure, noon('2026-11-21'))).queue).toBe('triage');
    const paying = visit('insurance-check-in', {}, '1985-11-20', true);
    expect(numberRequest(paying, on(paying, noon('2026-11-21'))).queue).toBe('self-paid');
  });
});
