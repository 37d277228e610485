import { isIP } from 'node:net';
import axios from 'axios';
import {
  challengeResponseSchema,
  numberResponseSchema,
  problemSchema,
  verificationResponseSchema,
  type ChallengeResponse,
  type NumberRequest,
  type NumberResponse,
  type PrintReport,
  type VerificationRequest,
  type VerificationResponse,
} from '../../contract/backend-api.ts';
import type { FailureCode } from '../../contract/failures.ts';
import { failed, ok, type Result } from '../../contract/result.ts';
import { z } from '../../contract/zod.ts';
import { deadlines } from '../delays.ts';

const LARGEST_ANSWER = 262_144;

export interface BackendClient {
  challenge(): Promise<Result<ChallengeResponse>>;
  verify(request: VerificationRequest): Promise<Result<VerificationResponse>>;
  number(idempotencyKey: string, request: NumberRequest): Promise<Result<NumberResponse>>;
  report(idempotencyKey: string, report: PrintReport): Promise<Result>;
  health(): Promise<Result>;
}

/** The centre's server (src/contract/backend-api.ts). URLs carry no personal data; answers are checked before use. */
export function backendClient({ url, token }: { url: string; token: string }): BackendClient {
  const { hostname, protocol } = new URL(url);
  if (protocol !== 'https:' && !isLoopback(hostname))
    throw new Error('the backend must be reached by https unless it is on this machine');
  const http = axios.create({
    baseURL: url,
    headers: { authorization: `Bearer ${token}` },
    maxContentLength: LARGEST_ANSWER,
    maxRedirects: 0,
    proxy: false,
    validateStatus: () => true,
  });

  async function call<Schema extends z.ZodType>(
    schema: Schema,
    deadline: number,
    request: {
      method: 'GET' | 'POST';
      path: string;
      body?: object;
      idempotencyKey?: string;
      unknownKiosk?: FailureCode;
    },
  ): Promise<Result<z.infer<Schema>>> {
    try {
      const { status, data } = await http.request<unknown>({
        method: request.method,
        url: request.path,
        ...(request.body && { data: request.body }),
        ...(request.idempotencyKey && { headers: { 'idempotency-key': request.idempotencyKey } }),
        // A whole-call deadline: axios's own time-out does not bound the connection.
        signal: AbortSignal.timeout(deadline),
      });
      // Not this request is wrong then, but this kiosk's enrolment.
      if (status === 401) return failed(request.unknownKiosk ?? 'BACKEND_REFUSED');
      if (status >= 400) return failed(problemSchema.safeParse(data).data?.code ?? 'BACKEND_ERROR');
      const parsed = schema.safeParse(data);
      return parsed.success ? ok(parsed.data) : failed('BACKEND_ERROR');
    } catch (error) {
      if (!axios.isAxiosError(error)) throw error;
      // An answer beyond the size limit, or one that could not be decoded, is a server's fault and not a network's.
      return failed(error.code === axios.AxiosError.ERR_BAD_RESPONSE ? 'BACKEND_ERROR' : 'BACKEND_UNREACHABLE');
    }
  }

  // An empty answer: a captive portal's page is none.
  const nothing = z.literal('').transform(() => undefined);
  const healthy = z.strictObject({ status: z.literal('ok') }).transform(() => undefined);
  return {
    challenge: () =>
      call(challengeResponseSchema, deadlines.challenge, { method: 'POST', path: '/v1/challenges', body: {} }),
    verify: (request) =>
      call(verificationResponseSchema, deadlines.verify, { method: 'POST', path: '/v1/verifications', body: request }),
    number: (idempotencyKey, request) =>
      call(numberResponseSchema, deadlines.number, {
        method: 'POST',
        path: '/v1/numbers',
        body: request,
        idempotencyKey,
      }),
    report: (idempotencyKey, report) =>
      call(nothing, deadlines.report, {
        method: 'POST',
        path: '/v1/print-reports',
        body: report,
        idempotencyKey,
        // A record must outlive a token that is being changed.
        unknownKiosk: 'BACKEND_ERROR',
      }),
    health: () => call(healthy, deadlines.health, { method: 'GET', path: '/v1/health' }),
  };
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || (isIP(host) === 4 && host.startsWith('127.'));
