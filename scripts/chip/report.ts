import type { ChipProof, DocumentRead } from '../../src/contract/chip.ts';
import type { Document, ForeignDocument } from '../../src/contract/person.ts';
import type { Text } from '../../src/contract/text.ts';
import { field } from '../terminal/printable.ts';
import type { Details } from './details.ts';

/** What was proved, one outcome each; verification without the card knows only the first four. */
type Outcomes = ChipProof['passiveAuthentication'] &
  Pick<ChipProof, 'activeAuthentication'> &
  Partial<Pick<DocumentRead, 'chipAuthentication' | 'cardAccess'>>;
type OutcomeName = keyof Outcomes;

/** Why each outcome is what it is. */
const reasons: { [Name in OutcomeName]-?: Record<NonNullable<Outcomes[Name]>, Text> } = {
  hashes: {
    match: {
      vi: 'các tệp đã đọc khớp với EF.SOD, cả EF.COM nếu có',
      en: 'the files that were read match EF.SOD, EF.COM too where there is one',
    },
    mismatch: {
      vi: 'có tệp khác với EF.SOD, hoặc EF.COM kể nhóm khác: bị sửa hoặc của thẻ khác',
      en: 'a file differs from EF.SOD, or EF.COM lists other groups: altered, or of another card',
    },
  },
  signature: {
    valid: { vi: 'chữ ký trên EF.SOD đúng', en: 'the signature on EF.SOD is good' },
    invalid: { vi: 'chữ ký trên EF.SOD sai', en: 'the signature on EF.SOD is wrong' },
  },
  issuer: {
    trusted: { vi: 'nơi ký có chứng thư gốc (CSCA) trong kho tin cậy', en: 'the signer’s CSCA is in the trust store' },
    unknown: {
      vi: 'không có chứng thư gốc (CSCA) của nơi ký trong kho tin cậy, hoặc nơi ký thuộc nước khác với DG1',
      en: 'the trust store holds no CSCA of the signer, or the signer is of another state than DG1 names',
    },
    expired: {
      vi: 'chứng thư ký không trong thời hạn hiệu lực',
      en: 'the signer’s certificate is not valid at present',
    },
    revoked: { vi: 'chứng thư ký đã bị thu hồi', en: 'the signer’s certificate was revoked' },
  },
  activeAuthentication: {
    passed: { vi: 'chip đã ký thử thách bằng khoá riêng', en: 'the chip signed the challenge with its own key' },
    failed: {
      vi: 'chip không ký được thử thách này: có thể là bản sao',
      en: 'the chip did not sign this challenge: possibly a copy',
    },
    absent: { vi: 'thẻ không có khoá cho việc này (DG15)', en: 'the card has no key for it (DG15)' },
  },
  chipAuthentication: {
    passed: { vi: 'chip có khoá riêng của DG14', en: 'the chip holds the secret key of DG14' },
    failed: {
      vi: 'chip không có khoá riêng của DG14: có thể là bản sao',
      en: 'the chip lacks the secret key of DG14: possibly a copy',
    },
    absent: { vi: 'thẻ không có khoá cho việc này (DG14)', en: 'the card has no key for it (DG14)' },
  },
  cardAccess: {
    confirmed: { vi: 'DG14 đã ký nói giống EF.CardAccess', en: 'the signed DG14 says the same as EF.CardAccess' },
    contradicted: {
      vi: 'DG14 nói khác EF.CardAccess: có thể bị hạ mức bảo vệ',
      en: 'DG14 contradicts EF.CardAccess: the access may have been weakened',
    },
    unconfirmed: {
      vi: 'không có DG14 đã ký, hoặc nó không nói gì về PACE',
      en: 'there is no signed DG14, or it is silent on PACE',
    },
  },
};

const good: ReadonlySet<string> = new Set(['match', 'valid', 'trusted', 'passed', 'confirmed']);
const neutral: ReadonlySet<string> = new Set(['absent', 'unconfirmed']);

/** What is not proved, by name. One of active and chip authentication may be absent, none may fail; both absent leave a copy possible. */
export function notProved(outcomes: Outcomes): OutcomeName[] {
  const bad = names(outcomes).filter((name) => {
    const outcome = outcomes[name] ?? '';
    return !good.has(outcome) && !neutral.has(outcome);
  });
  const genuine = outcomes.activeAuthentication === 'passed' || outcomes.chipAuthentication === 'passed';
  return genuine || bad.includes('activeAuthentication') || bad.includes('chipAuthentication')
    ? bad
    : [...bad, 'activeAuthentication'];
}

export const outcomesOf = ({ proof, chipAuthentication, cardAccess }: DocumentRead): Outcomes => ({
  ...outcomesOfProof(proof),
  chipAuthentication,
  cardAccess,
});
export const outcomesOfProof = ({ passiveAuthentication, activeAuthentication }: ChipProof): Outcomes => ({
  ...passiveAuthentication,
  activeAuthentication,
});

const names = (outcomes: Outcomes) =>
  (Object.keys(reasons) as OutcomeName[]).filter((name) => outcomes[name] !== undefined);

/** A place in the report that a program finds under one name for every kind of document. */
export const personOf = (document: Document | ForeignDocument) => ({
  number: 'personalNumber' in document ? document.personalNumber : document.documentNumber,
  name: document.fullName,
  birthDate: document.birthDate,
  sex: document.sex,
  nationality: document.nationality,
  expiry: document.expiryDate ?? null,
});

/** What `--json` prints of a reading. */
export function readingAsJson(reading: DocumentRead, details: Details, totalMs: number) {
  const { access = 0, read = 0, authenticate = 0 } = reading.statistics.stagesMs;
  return {
    access: reading.access,
    dataGroups: reading.dataGroups,
    person: personOf(reading.document),
    ...details,
    passiveAuthentication: reading.proof.passiveAuthentication,
    activeAuthentication: reading.proof.activeAuthentication,
    chipAuthentication: reading.chipAuthentication,
    cardAccess: reading.cardAccess,
    notProved: notProved(outcomesOf(reading)),
    apdus: reading.statistics.apdus,
    bytesIn: reading.statistics.bytesIn,
    ms: {
      access: Math.round(access),
      read: Math.round(read),
      authenticate: Math.round(authenticate),
      total: Math.round(totalMs),
    },
  };
}

const sexes = { male: 'Nam / male', female: 'Nữ / female', unspecified: '—' };

export function personLines(document: Document | ForeignDocument): string[] {
  const { number, name, birthDate, sex, nationality, expiry } = personOf(document);
  return [
    '',
    'Người / Person',
    field('Số / Number', number),
    field('Họ tên / Name', name),
    field('Ngày sinh / Born', birthDate),
    field('Giới tính / Sex', sexes[sex]),
    field('Quốc tịch / Nationality', nationality),
    field('Hết hạn / Expires', expiry ?? 'không thời hạn / never'),
  ];
}

export function outcomeLines(outcomes: Outcomes): string[] {
  const missing = notProved(outcomes);
  const mark = (name: OutcomeName) => (missing.includes(name) ? '✗' : good.has(outcomes[name] ?? '') ? '✓' : '·');
  const verdict =
    missing.length === 0
      ? 'Mọi chứng minh đều tốt / All proofs are good'
      : `Chưa chứng minh được / Not proved: ${missing.join(', ')}`;
  return [
    '',
    'Chứng minh / Proofs',
    ...names(outcomes).map(
      (name) => `  ${mark(name)} ${`${name}: ${outcomes[name]}`.padEnd(30)} ${reasonOf(outcomes, name)}`,
    ),
    '',
    verdict,
  ];
}

function reasonOf(outcomes: Outcomes, name: OutcomeName): string {
  const texts: Partial<Record<string, Text>> = reasons[name];
  const text = texts[outcomes[name] ?? ''];
  return text ? `${text.vi} / ${text.en}` : '';
}

export function statisticsLines(reading: DocumentRead, totalMs: number): string[] {
  const { apdus, bytesIn, bytesOut, stagesMs } = reading.statistics;
  const stages = Object.entries(stagesMs).map(([stage, ms]) => `${stage} ${Math.round(ms)}`);
  return [
    '',
    'Chip',
    field('Mở bằng / Opened by', reading.access),
    field('Tệp / Files', reading.dataGroups.join(' ')),
    field('Trao đổi / Exchanges', `${apdus} APDU, ${bytesIn} byte vào / in, ${bytesOut} byte ra / out`),
    field('Thời gian / Time (ms)', [...stages, `total ${Math.round(totalMs)}`].join(', ')),
  ];
}
