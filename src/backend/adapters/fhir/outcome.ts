import type { Text } from '../../../contract/text.ts';
import type { IssueType, OperationOutcome } from './resources.ts';

/** Thrown as Fastify's own refusals are, and told as an OperationOutcome by the error handler of the façade's routes. */
export class Refusal extends Error {
  readonly statusCode: number;
  readonly outcome: OperationOutcome;

  constructor(statusCode: number, outcome: OperationOutcome = outcomeOfStatus(statusCode)) {
    super();
    this.statusCode = statusCode;
    this.outcome = outcome;
  }
}

export const refusal = (statusCode: number, code: IssueType, text: Text, expression?: string[]): Refusal =>
  new Refusal(statusCode, outcomeOf('error', code, text, expression));

/** Vietnamese for those who read it, English for those who wrote the asking software. Neither quotes what was sent. */
export const outcomeOf = (
  severity: OperationOutcome['issue'][number]['severity'],
  code: IssueType,
  { vi, en }: Text,
  expression?: string[],
): OperationOutcome => ({
  resourceType: 'OperationOutcome',
  issue: [{ severity, code, details: { text: vi }, diagnostics: en, expression }],
});

/** What a status says where nobody says more. */
export function outcomeOfStatus(status: number): OperationOutcome {
  const { code, text } = known[status] ?? (status < 500 ? refused : crash);
  return outcomeOf('error', code, text);
}

interface Known {
  code: IssueType;
  text: Text;
}

const known: Readonly<Record<number, Known>> = {
  401: {
    code: 'login',
    text: { vi: 'Thiếu mã truy cập của hệ thống, hoặc mã sai.', en: 'No bearer token of a known system.' },
  },
  404: {
    code: 'not-found',
    text: { vi: 'Không có tài nguyên hay thao tác này.', en: 'There is no such resource or interaction.' },
  },
  406: {
    code: 'not-supported',
    text: { vi: 'Chỉ trả lời bằng application/fhir+json.', en: 'Answers are application/fhir+json only.' },
  },
  413: { code: 'too-long', text: { vi: 'Nội dung quá dài.', en: 'The body is too long.' } },
  414: { code: 'too-long', text: { vi: 'URL quá dài.', en: 'The URL is too long.' } },
  415: {
    code: 'not-supported',
    text: { vi: 'Thao tác này không nhận kiểu nội dung ấy.', en: 'This interaction does not take this content type.' },
  },
  429: {
    code: 'throttled',
    text: { vi: 'Hỏi quá nhiều. Xin chờ rồi hỏi lại.', en: 'Too many requests. Wait, then ask again.' },
  },
};
const refused: Known = { code: 'invalid', text: { vi: 'Yêu cầu bị từ chối.', en: 'The request was refused.' } };
const crash: Known = { code: 'exception', text: { vi: 'Máy chủ gặp lỗi.', en: 'The server failed.' } };
