import type { Page, PageName, SessionView } from '../../src/contract/session-view.ts';
import { cardiology, centre, digits, licenceDesk, papers, services } from './sample-centre.ts';
import { maintenance } from './sample-maintenance.ts';
import { questions } from './sample-questions.ts';
import { tickets } from './sample-tickets.ts';

const insurance = { vi: 'Khám bảo hiểm y tế', en: 'Health-insurance visit' };
const home = services.map(({ id, title, picture }) => ({ id, title, picture }));

const person: Extract<Page, { name: 'person' }> = {
  name: 'person',
  maskedName: 'N. T. HƯỜNG',
  birthYear: '1951',
  identity: 'proved',
  eligibility: { status: 'valid', maKetQua: '000', validUntil: '2027-12-31' },
};

const declared: Extract<Page, { name: 'person' }> = {
  name: 'person',
  maskedNumber: '•••••••••017',
  identity: 'declared',
  eligibility: { status: 'unverified' },
};

const identify: Extract<Page, { name: 'identify' }> = {
  name: 'identify',
  service: insurance,
  asks: 'citizen-card',
  otherPapers: true,
  canDeclare: false,
  number: 'missing',
  card: 'absent',
};

/** Each page as people meet it, and in its fullest states. The people are invented (province 099 belongs to nobody). */
export const sampleViews: { [N in PageName]: Extract<Page, { name: N }>[] } = {
  home: [
    { name: 'home', services: home, cardLeft: false },
    {
      name: 'home',
      services: home.map((service) =>
        service.id === 'queue-ticket' ? service : { ...service, problem: 'READER_MISSING' },
      ),
      cardLeft: true,
    },
    {
      name: 'home',
      services: home.map((service) =>
        service.id === 'queue-ticket' ? service : { ...service, problem: 'READER_MISSING' },
      ),
      printer: 'cutter-error',
      cardLeft: true,
    },
    {
      name: 'home',
      services: [
        ...home,
        { id: 'self-paid-visit', title: { vi: 'Khám dịch vụ', en: 'Self-paid visit' }, picture: 'self-paid' },
        {
          id: 'health-certificate',
          title: { vi: 'Giấy khám sức khoẻ', en: 'Health certificate' },
          picture: 'papers',
        },
        {
          id: 'test-results',
          title: { vi: 'Nhận kết quả xét nghiệm', en: 'Test results' },
          picture: 'results',
          problem: 'READER_MISSING',
        },
      ],
      ...(centre.emergencyPlace && { emergency: centre.emergencyPlace }),
      cardLeft: false,
    },
  ],
  identify: [
    { ...identify, number: 'missing', card: 'absent' },
    { ...identify, number: 'missing', card: 'present' },
    { ...identify, number: 'scanned', card: 'absent', problem: 'CARD_REMOVED' },
    { ...identify, number: 'missing', card: 'absent', problem: 'CARD_NUMBER_MISMATCH' },
    { ...identify, number: 'scanned', card: 'absent', problem: 'CARD_MUTE' },
    {
      ...identify,
      number: 'typed',
      card: 'present',
      chip: { phase: 'read', fraction: 0.46 },
    },
    { ...identify, number: 'scanned', card: 'present', problem: 'CARD_UNREADABLE', staffFirst: true, canDeclare: true },
    { ...identify, asks: 'passport' },
    { ...identify, asks: 'passport', number: 'scanned', card: 'present', chip: { phase: 'read', fraction: 0.2 } },
    { ...identify, asks: 'insurance-card' },
    { ...identify, asks: 'vneid', problem: 'SCAN_NOT_FOR_KIOSK' },
  ],
  'number-entry': [
    { name: 'number-entry', digits: '', length: 12 },
    { name: 'number-entry', digits: '••••••••234', length: 12, problem: 'NUMBER_INVALID' },
  ],
  papers: [
    { name: 'papers', service: insurance, papers: ['insurance-card', 'passport', 'vneid', 'number', 'child', 'none'] },
  ],
  checking: [
    { name: 'checking', what: 'insurance', patience: 'first' },
    { name: 'checking', what: 'identity', patience: 'still' },
    { name: 'checking', what: 'insurance', patience: 'slow' },
    { name: 'checking', what: 'number', patience: 'slow' },
    { name: 'checking', what: 'licence', patience: 'first' },
  ],
  person: [
    person,
    { ...person, identity: 'unproved', eligibility: { status: 'unverified' } },
    {
      ...person,
      maskedName: 'T. V. DŨNG',
      birthYear: '1985',
      eligibility: {
        status: 'expired',
        maKetQua: '010',
        validUntil: '2026-09-30',
        note: 'Thẻ BHYT hết giá trị sử dụng từ ngày 30/09/2026.',
      },
      problem: 'INSURANCE_EXPIRED',
    },
    { ...person, eligibility: { status: 'at-counter' }, problem: 'INSURANCE_AT_COUNTER' },
    declared,
    { ...declared, maskedName: 'H. NIÊ', birthYear: '1993' },
    { ...person, held: { number: 'H042', queueLabel: cardiology.label, place: cardiology.place } },
    { ...person, appointment: { at: '2026-11-21T01:30:00Z', queueLabel: cardiology.label } },
    ...(['INSURANCE_WITHDRAWN', 'INSURANCE_FORCES', 'INSURANCE_RENEWED', 'INSURANCE_CHILD'] as const).map(
      (problem) => ({
        ...person,
        eligibility: { status: problem === 'INSURANCE_WITHDRAWN' ? ('not-found' as const) : ('at-counter' as const) },
        problem,
      }),
    ),
  ],
  question: questions,
  review: [
    {
      name: 'review',
      lines: [
        { label: { vi: 'Dịch vụ', en: 'Service' }, value: insurance },
        { label: { vi: 'Khám', en: 'Visit' }, value: cardiology.label },
        { label: { vi: 'Nơi khám', en: 'Place' }, value: { vi: 'Phòng 203, tầng 2', en: 'Room 203, first floor' } },
        { label: { vi: 'Ưu tiên', en: 'Priority' }, value: { vi: 'Có, từ 75 tuổi', en: 'Yes, aged 75 or over' } },
      ],
      changes: [],
    },
    {
      name: 'review',
      lines: [
        { label: { vi: 'Số giấy phép', en: 'Licence number' }, value: digits('•••••••••017') },
        { label: { vi: 'Hạng', en: 'Class' }, value: digits('B2') },
        {
          label: { vi: 'Có giá trị đến', en: 'Valid until' },
          value: digits('12/12/2025'),
        },
        { label: { vi: 'Lý do đổi', en: 'Reason' }, value: { vi: 'Sắp hết hạn', en: 'Expiring' } },
        { label: { vi: 'Thời hạn mới', en: 'New term' }, value: { vi: '10 năm', en: '10 years' } },
        { label: { vi: 'Quá hạn', en: 'Overdue' }, value: { vi: '344 ngày', en: '344 days' } },
        {
          label: { vi: 'Nơi đến', en: 'Where to go' },
          value: { vi: 'Quầy số 6, tầng 1 (Đổi giấy phép lái xe)', en: 'Counter 6, ground floor (Driving licences)' },
        },
      ],
      printer: 'no-paper',
      changes: [],
    },
    {
      name: 'review',
      lines: [
        { label: { vi: 'Dịch vụ', en: 'Service' }, value: insurance },
        { label: { vi: 'Khám', en: 'Visit' }, value: cardiology.label },
        { label: { vi: 'Nơi khám', en: 'Place' }, value: { vi: 'Phòng 203, tầng 2', en: 'Room 203, first floor' } },
      ],
      changes: [
        { question: 'priority', title: { vi: 'Ưu tiên', en: 'Priority' }, answer: { vi: 'Không', en: 'No' } },
        {
          question: 'entitlement',
          title: { vi: 'Diện khám', en: 'You come' },
          answer: { vi: 'Nơi đăng ký ban đầu', en: 'Registered here' },
        },
      ],
    },
  ],
  ticket: tickets,
  desk: [
    { name: 'desk', reason: 'CARD_ACCESS_DENIED', desk: centre.desk, paper: { state: 'confirmed' }, cardLeft: true },
    { name: 'desk', reason: 'CARD_CLONED', desk: centre.desk, paper: { state: 'confirmed' }, cardLeft: true },
    {
      name: 'desk',
      reason: 'INSURANCE_AT_COUNTER',
      desk: centre.desk,
      paper: { state: 'failed', code: 'PRINTER_OFFLINE' },
      cardLeft: false,
    },
  ],
  missing: [
    {
      name: 'missing',
      service: insurance,
      reason: 'PAPERS_WANTED',
      missing: papers,
      place: licenceDesk.place,
      paper: { state: 'confirmed' },
      cardLeft: false,
    },
    {
      name: 'missing',
      service: { vi: 'Đổi giấy phép lái xe', en: 'Renew a driving licence' },
      reason: 'HEALTH_CERTIFICATE_MISSING',
      missing: [
        {
          vi: 'Giấy khám sức khoẻ của người lái xe, không quá 12 tháng',
          en: 'A driver’s health certificate of the last 12 months',
        },
        ...papers,
      ],
      place: licenceDesk.place,
      portal: 'https://dichvucong.gov.vn/',
      paper: { state: 'failed', code: 'PRINTER_NO_PAPER' },
      cardLeft: true,
    },
    {
      name: 'missing',
      service: { vi: 'Hướng dẫn đổi giấy phép lái xe (không nhận hồ sơ)', en: 'Driving-licence renewal: advice only' },
      reason: 'LICENCE_ELSEWHERE',
      missing: papers,
      place: licenceDesk.place,
      portal: 'https://dvc-gplx.csgt.bocongan.gov.vn',
      paper: { state: 'printing' },
      cardLeft: false,
    },
  ],
  cleared: [
    { name: 'cleared', cardLeft: false },
    { name: 'cleared', cardLeft: true },
  ],
  'out-of-service': [{ name: 'out-of-service', desk: centre.desk, reason: 'DEVICE_LOST' }],
  'maintenance-pin': [
    { name: 'maintenance-pin', lockedSeconds: 0 },
    { name: 'maintenance-pin', problem: 'PIN_LOCKED', lockedSeconds: 240 },
  ],
  maintenance,
};

export const samplePages: Page[] = Object.values(sampleViews).flat();

export const simulated: SessionView['simulated'] = [
  { vi: 'đầu đọc thẻ', en: 'card reader' },
  { vi: 'máy quét mã', en: 'code scanner' },
  { vi: 'máy in', en: 'printer' },
  { vi: 'cổng bảo hiểm', en: 'insurance portal' },
];
