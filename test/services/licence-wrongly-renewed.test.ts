import { describe, expect, it } from 'vitest';
import type { FailureCode } from '../../src/contract/failures.ts';
import type { LicenceRecord } from '../../src/contract/licence.ts';
import { ok } from '../../src/contract/result.ts';
import { serviceDefinitionSchema } from '../../src/contract/services.ts';
import {
  asked,
  factsOf,
  missing,
  numberRequest,
  obstacle,
  openQuestion,
  options,
  papers,
  reviewLines,
  type Visit,
} from '../../src/main/services/visit.ts';
import handOver from '../../resources/services/licence-hand-over.json' with { type: 'json' };
import renewal from '../../resources/services/licence-renewal.json' with { type: 'json' };
import { Session } from '../session/driver.ts';
import { context, verifiedIdentity } from '../support/samples.ts';

const today = '2026-11-21';
const definition = serviceDefinitionSchema.parse(renewal);

function factsFor(answers: Record<string, string>, licence?: LicenceRecord, service = definition) {
  const visit: Visit = {
    service,
    day: today,
    selfPaid: false,
    answers: { begin: 'yes', ...answers },
    identity: verifiedIdentity(),
    ...(licence && { licence }),
  };
  return { visit, facts: factsOf(visit, context.catalogue) };
}

const typed = {
  'licence-number': '990151000017',
  'licence-class': 'B',
  'licence-expiry': '12122026',
  reason: 'expiring',
};

const held = (change: object = {}) => ({
  number: '990151000017',
  class: 'B',
  issuedOn: '2016-12-12',
  expiresOn: '2026-12-12',
  suspended: false,
  ...change,
});
const record = (change: Partial<LicenceRecord> = {}): LicenceRecord => ({
  licences: [held()],
  unsettledViolations: false,
  ...change,
});

const outcome = (answers: Record<string, string>, licence?: LicenceRecord) => {
  const { facts } = factsFor(answers, licence);
  return missing(facts)?.reason ?? obstacle(facts) ?? openQuestion(facts)?.id;
};

describe('the health certificate', () => {
  it.each([
    ['21112025', 'violations'],
    ['20112025', 'HEALTH_CERTIFICATE_OLD'],
    ['20112026', 'violations'],
  ])('signed on %s: %s', (date, expected) => {
    expect(outcome({ ...typed, 'health-certificate': 'paper', 'health-certificate-date': date })).toBe(expected);
  });

  it('whoever has none is told what to bring and where to get it', () => {
    const { facts } = factsFor({ ...typed, 'health-certificate': 'none' });
    expect(missing(facts)?.reason).toBe('HEALTH_CERTIFICATE_MISSING');
    const list = missing(facts)?.papers.map(({ vi }) => vi) ?? [];
    expect(list).toEqual(expect.arrayContaining(['Căn cước', 'Giấy phép lái xe cũ']));
    expect(list.some((paper) => paper.startsWith('Giấy khám sức khoẻ'))).toBe(true);
    expect(list.at(-1)).toContain('cơ sở y tế');
  });

  it('one that the register knows is used and shown, and is asked for on no paper', () => {
    const { facts, visit } = factsFor(
      { licence: '1', reason: 'expiring' },
      record({ healthCertificate: { issuedOn: '2026-11-02' } }),
    );
    expect(asked(facts).map(({ id }) => id)).not.toContain('health-certificate');
    expect(JSON.stringify(papers(facts))).not.toContain('sức khoẻ');
    expect(reviewLines(facts).map(({ value }) => value.vi)).toContain('Đã có trên hệ thống, ngày 02/11/2026');
    expect(numberRequest(visit, facts).answers).toMatchObject({ 'health-certificate': 'register' });
  });

  it('one that the register knows and is too old is asked for on paper', () => {
    expect(
      outcome({ licence: '1', reason: 'expiring' }, record({ healthCertificate: { issuedOn: '2025-11-20' } })),
    ).toBe('health-certificate');
  });
});

describe('what the register says', () => {
  it('is picked from a list that shows no number, and reaches the desk whole', () => {
    const { facts, visit } = factsFor(
      { licence: '2', reason: 'damaged' },
      record({ licences: [held(), { number: '990151000018', class: 'A1', suspended: false }] }),
    );
    const [question] = asked(facts).filter(({ id }) => id === 'licence');
    const shown = question ? options(question, facts) : [];
    expect(shown.map(({ label }) => label.vi)).toEqual([
      'Hạng B · có giá trị đến 12/12/2026',
      'Hạng A1 · không thời hạn',
      'Giấy phép khác, không có ở trên',
    ]);
    expect(JSON.stringify(shown)).not.toContain('9901510000');
    expect(asked(facts).map(({ id }) => id)).not.toContain('health-certificate');
    const { answers } = numberRequest(visit, facts);
    expect(answers).toMatchObject({ 'licence-number': '990151000018', 'licence-class': 'A1' });
    expect(answers).not.toHaveProperty('licence');
  });

  it.each<[string, Record<string, string>, LicenceRecord, string]>([
    ['nothing of her', {}, record({ licences: [] }), 'LICENCE_NOT_FOUND'],
    ['another licence than hers', { licence: '2' }, record(), 'licence'],
    ['none that she means', { licence: 'other' }, record(), 'LICENCE_NOT_FOUND'],
    ['a suspended one', { licence: '1' }, record({ licences: [held({ suspended: true })] }), 'LICENCE_SUSPENDED'],
    ['an unsettled violation', {}, record({ unsettledViolations: true }), 'LICENCE_VIOLATIONS'],
    [
      'one that ended',
      { licence: '1' },
      record({ licences: [held({ expiresOn: '2026-10-22' })] }),
      'LICENCE_OVERDUE_TEST',
    ],
    [
      'no expiry of a class with term',
      { licence: '1' },
      record({ licences: [held({ expiresOn: undefined })] }),
      'licence-expiry',
    ],
    [
      'a car’s B1 of before 2025',
      { licence: '1', reason: 'expiring' },
      record({ licences: [held({ class: 'B1' })] }),
      'health-certificate',
    ],
    [
      'today’s B1',
      { licence: '1', reason: 'expiring' },
      record({ licences: [held({ class: 'B1', expiresOn: undefined })] }),
      'LICENCE_WITHOUT_TERM',
    ],
  ])('%s', (_name, answers, licence, expected) => {
    expect(outcome(answers, licence)).toBe(expected);
  });
});

it.each<[string, LicenceRecord, FailureCode]>([
  [
    'that the register does not know, for a violation',
    record({ licences: [], unsettledViolations: true }),
    'LICENCE_NOT_FOUND',
  ],
  [
    'that is suspended, for a test',
    record({ licences: [held({ suspended: true, expiresOn: '2025-01-01' })] }),
    'LICENCE_SUSPENDED',
  ],
])('whoever has a licence %s is not sent away to get what would not help her', (_what, licence, reason) => {
  const session = new Session().identified('licence-renewal');
  session.command({ type: 'confirm' });
  session.event({ type: 'licence-looked-up', result: ok(licence) });
  session.command({ type: 'confirm' }, { type: 'answer', option: '1' });
  expect(session.page).toMatchObject({ name: 'desk', reason });
  expect(session.take('print-papers-list')).toEqual([]);
});

it('an unsettled violation that she declares leads to what settles it, not to a refusal', () => {
  const answers = { ...typed, 'health-certificate': 'paper', 'health-certificate-date': '01112026' };
  const { facts } = factsFor({ ...answers, violations: 'some' });
  expect(missing(facts)).toMatchObject({ reason: 'LICENCE_VIOLATIONS' });
  expect(missing(facts)?.papers[0]?.vi).toContain('Biên lai nộp phạt');
  expect(outcome({ ...answers, violations: 'unsure' })).toBe('photo');
});

it('an older number is a warning and no obstacle', () => {
  const { facts } = factsFor({ ...typed, 'licence-number': 'AB12345' });
  expect(obstacle(facts) ?? missing(facts)).toBeUndefined();
  expect(reviewLines(facts).map(({ label }) => label.vi)).toContain('Lưu ý');
  expect(reviewLines(factsFor(typed).facts).map(({ label }) => label.vi)).not.toContain('Lưu ý');
});

it('address and telephone are asked for by post alone', () => {
  const ids = (delivery: string) => asked(factsFor({ ...typed, delivery }).facts).map(({ id }) => id);
  expect(ids('post')).toEqual(expect.arrayContaining(['address', 'phone']));
  expect(ids('here')).not.toEqual(expect.arrayContaining(['address']));
});

it('the definition promises a term of its own beside its dossier’s, names no source of its fee, or asks more after the consent', () => {
  const { fee, questions } = definition;
  expect(JSON.stringify(questions)).not.toMatch(/ngày làm việc|working days/);
  expect(fee?.source).toContain('Thông tư 37/2023/TT-BTC');
  const consent = questions.at(-1);
  expect(consent?.kind === 'consent' && consent.statement.vi).toMatch(
    /^[^.]*ảnh chân dung[^.]*giấy phép[^.]*đổi giấy phép\.$/,
  );
});

describe('a centre that receives no dossiers', () => {
  const service = serviceDefinitionSchema.parse(handOver);
  const answers = { 'licence-class': 'A1', reason: 'damaged', violations: 'none' };

  it('leads to the portal with the papers, or to the desk, and has no dossier to promise', () => {
    const { facts } = factsFor({ ...answers, way: 'portal' }, undefined, service);
    expect(missing(facts)).toMatchObject({ reason: 'LICENCE_ELSEWHERE' });
    expect(service.dossier).toBeUndefined();
    expect(service.portal).toMatch(/^https:/);
    const atDesk = factsFor({ ...answers, way: 'desk' }, undefined, service);
    expect(missing(atDesk.facts) ?? obstacle(atDesk.facts) ?? openQuestion(atDesk.facts)).toBeUndefined();
    expect(numberRequest(atDesk.visit, atDesk.facts).queue).toBe('licence-desk');
  });

  it('says so before anything is asked, and on the ticket', () => {
    expect(service.title.vi).toContain('không nhận hồ sơ');
    expect(service.questions[0]).toMatchObject({ kind: 'intro' });
    expect(service.questions[0]?.title.vi).toContain('không nhận hồ sơ');
    expect(JSON.stringify(service)).not.toMatch(/đã nhận|tiếp nhận hồ sơ của|consent/);
  });
});
