import { randomUUID } from 'node:crypto';
import {
  challengeResponseSchema,
  numberResponseSchema,
  verificationResponseSchema,
  type ChallengeResponse,
  type DeclarationRequest,
  type NumberRequest,
  type NumberResponse,
  type PrintReport,
  type VerificationRequest,
  type VerificationResponse,
} from '../../contract/backend-api.ts';
import { helpCallSchema, type HelpCall } from '../../contract/help.ts';
import { licenceRecordSchema, type LicenceLookUp, type LicenceRecord } from '../../contract/licence.ts';
import { leaseSchema, type EmergencyNumber, type Lease, type LeaseRequest } from '../../contract/lease.ts';
import type { Result } from '../../contract/result.ts';
import { z } from '../../contract/zod.ts';
import { deadlines } from '../delays.ts';
import { signedCalls, type CallDeps } from './signed-call.ts';

export interface BackendClient {
  challenge(): Promise<Result<ChallengeResponse>>;
  verify(request: VerificationRequest): Promise<Result<VerificationResponse>>;
  declare(request: DeclarationRequest): Promise<Result<VerificationResponse>>;
  licence(request: LicenceLookUp): Promise<Result<LicenceRecord>>;
  callHelp(): Promise<Result<HelpCall>>;
  helpCall(callId: string): Promise<Result<HelpCall>>;
  endHelp(callId: string): Promise<Result>;
  number(idempotencyKey: string, request: NumberRequest): Promise<Result<NumberResponse>>;
  report(idempotencyKey: string, report: PrintReport): Promise<Result>;
  lease(idempotencyKey: string, request: LeaseRequest): Promise<Result<Lease>>;
  reportNumber(idempotencyKey: string, given: EmergencyNumber): Promise<Result>;
  health(): Promise<Result>;
}

/** The centre's server (src/contract/backend-api.ts). URLs carry no personal data; answers are checked before use. */
export function backendClient(deps: CallDeps): BackendClient {
  const call = signedCalls(deps);
  // An empty answer: a captive portal's page is none.
  const nothing = z.literal('').transform(() => undefined);
  const healthy = z.strictObject({ status: z.literal('ok') }).transform(() => undefined);
  return {
    challenge: () =>
      call(challengeResponseSchema, deadlines.challenge, {
        method: 'POST',
        path: '/v1/challenges',
        body: {},
        idempotencyKey: randomUUID(),
      }),
    async verify(request) {
      const asked = { method: 'POST', path: '/v1/verifications', body: request, idempotencyKey: randomUUID() } as const;
      const heard = await call(verificationResponseSchema, deadlines.verify, asked);
      if (heard.ok || heard.code !== 'BACKEND_UNREACHABLE') return heard;
      // Only the answer may have been lost. The challenge is spent then, but the same key is answered again.
      const again = await call(verificationResponseSchema, deadlines.verifyAgain, asked);
      return again.ok ? again : heard;
    },
    declare: (request) =>
      call(verificationResponseSchema, deadlines.verify, {
        method: 'POST',
        path: '/v1/declarations',
        body: request,
        idempotencyKey: randomUUID(),
      }),
    licence: (request) =>
      call(licenceRecordSchema, deadlines.licence, {
        method: 'POST',
        path: '/v1/licence-look-ups',
        body: request,
        idempotencyKey: randomUUID(),
      }),
    callHelp: () =>
      call(helpCallSchema, deadlines.help, {
        method: 'POST',
        path: '/v1/help-calls',
        body: {},
        idempotencyKey: randomUUID(),
      }),
    helpCall: (callId) => call(helpCallSchema, deadlines.help, { method: 'GET', path: `/v1/help-calls/${callId}` }),
    endHelp: (callId) => call(nothing, deadlines.help, { method: 'DELETE', path: `/v1/help-calls/${callId}` }),
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
      }),
    lease: (idempotencyKey, request) =>
      call(leaseSchema, deadlines.lease, { method: 'POST', path: '/v1/leases', body: request, idempotencyKey }),
    reportNumber: (idempotencyKey, given) =>
      call(nothing, deadlines.report, {
        method: 'POST',
        path: '/v1/emergency-numbers',
        body: given,
        idempotencyKey,
      }),
    health: () => call(healthy, deadlines.health, { method: 'GET', path: '/v1/health' }),
  };
}
