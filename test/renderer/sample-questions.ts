import type { Page } from '../../src/contract/session-view.ts';
import { cardiology, digits, papers, services } from './sample-centre.ts';

/** Every choice that the shipped services offer, as it would be asked. */
const choices = services.flatMap(({ questions }) =>
  questions.flatMap((question) =>
    question.kind === 'choice'
      ? [
          {
            name: 'question' as const,
            question: {
              kind: question.kind,
              title: question.title,
              options: question.options.map(({ id, label }) => ({ id, label })),
            },
          },
        ]
      : [],
  ),
);

/** As the register of licences has it. */
const held = (name: string, until: string) => ({
  vi: `Hạng ${name} · có giá trị đến ${until}`,
  en: `Class ${name} · valid until ${until}`,
});

/** Each kind of question, as it is asked and as it is asked again. */
export const questions: Extract<Page, { name: 'question' }>[] = [
  ...choices,
  {
    name: 'question',
    question: {
      kind: 'digits',
      title: { vi: 'Số giấy phép lái xe?', en: 'Driving-licence number?' },
      hint: { vi: 'Quét mã QR ở mặt sau, hoặc nhập 12 số.', en: 'Scan the QR on the back, or type the 12 digits.' },
      digits: '•901',
      length: 12,
      canScan: true,
      problem: 'SCAN_NOT_FOR_KIOSK',
    },
  },
  {
    name: 'question',
    question: {
      kind: 'date',
      title: { vi: 'Giấy phép có giá trị đến ngày nào?', en: 'Until when is the licence valid?' },
      hint: { vi: 'Nhập ngày, tháng, năm in trên giấy phép.', en: 'Type day, month, year as printed.' },
      digits: '31022026',
      problem: 'DATE_INVALID',
    },
  },
  {
    name: 'question',
    question: {
      kind: 'choice',
      title: { vi: 'Ông/bà muốn khám gì?', en: 'What is the visit for?' },
      options: [
        { id: 'general', label: { vi: 'Nội tổng quát', en: 'General medicine' } },
        { id: 'cardiology', label: cardiology.label, last: true },
        {
          id: 'eyes',
          label: { vi: 'Mắt', en: 'Eyes' },
          closed: { code: 'QUEUE_CLOSED', opensAt: '13:30' },
        },
        { id: 'not-sure', label: { vi: 'Tôi không biết', en: 'I am not sure' } },
      ],
    },
  },
  {
    name: 'question',
    question: {
      kind: 'intro',
      title: { vi: 'Đổi giấy phép lái xe', en: 'Renew a driving licence' },
      papers: [...papers, { vi: 'Giấy khám sức khoẻ của người lái xe', en: 'A driver’s health certificate' }],
      minutes: 3,
      fee: { amount: 135_000, at: 'counter' },
    },
  },
  {
    name: 'question',
    question: {
      kind: 'consent',
      title: { vi: 'Ông/bà có đồng ý không?', en: 'Do you agree?' },
      statement: {
        vi: 'Tôi xin đổi giấy phép lái xe, thông tin trên là đúng, và đồng ý để nơi này gửi hồ sơ của tôi cho cơ quan cấp.',
        en: 'I ask for a renewed driving licence, what stands above is true, and I agree that my dossier is sent to the issuing office.',
      },
      lines: [
        { label: { vi: 'Số giấy phép', en: 'Licence number' }, value: digits('•••••••••017') },
        { label: { vi: 'Hạng', en: 'Class' }, value: digits('B') },
        { label: { vi: 'Hết hạn ngày', en: 'Valid until' }, value: digits('12/12/2026') },
        {
          label: { vi: 'Giấy khám sức khoẻ', en: 'Health certificate' },
          value: { vi: 'Có, ngày 02/11/2026', en: 'Yes, of 02/11/2026' },
        },
        { label: { vi: 'Nhận giấy phép', en: 'New licence' }, value: { vi: 'Gửi về nhà', en: 'By post' } },
      ],
    },
  },
  {
    name: 'question',
    question: {
      kind: 'text',
      title: { vi: 'Gửi về địa chỉ nào?', en: 'To which address?' },
      hint: { vi: 'Số nhà, đường, phường hoặc xã, tỉnh.', en: 'House, street, ward or commune, province.' },
      length: 120,
    },
  },
  {
    name: 'question',
    question: {
      kind: 'text',
      title: { vi: 'Gửi về địa chỉ nào?', en: 'To which address?' },
      length: 120,
      problem: 'TEXT_INVALID',
    },
  },
  {
    name: 'question',
    question: {
      kind: 'choice',
      title: { vi: 'Đổi giấy phép nào?', en: 'Which licence?' },
      options: [
        { id: '1', label: held('B', '12/12/2026'), personal: true },
        { id: '2', label: { vi: 'Hạng A1 · không thời hạn', en: 'Class A1 · without term' }, personal: true },
        { id: 'other', label: { vi: 'Giấy phép khác, không có ở trên', en: 'Another licence that is not above' } },
      ],
    },
  },
  { name: 'question', question: { kind: 'photo', title: { vi: 'Chụp ảnh chân dung', en: 'Take your photo' } } },
];
