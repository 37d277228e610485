import { createHash, randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import axios, { type AxiosResponse } from 'axios';
import { markHeader, markSchema, problemSchema } from '../../contract/backend-api.ts';
import type { FailureCode } from '../../contract/failures.ts';
import { contentDigest, requestSignature, signatureHeader } from '../../contract/request-signature.ts';
import { failed, ok, type Result } from '../../contract/result.ts';
import type { z } from '../../contract/zod.ts';
import type { KioskKey } from './key.ts';

const LARGEST_ANSWER = 262_144;

export interface CallDeps {
  /** Without a path. */
  url: string;
  /** Absent until the kiosk is enrolled: every call is KIOSK_NOT_ENROLLED then. */
  key?: KioskKey | undefined;
  clock: { now(): number };
  log: (event: { event: 'clock-skewed'; seconds: number }) => void;
}

export interface Call {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  body?: object;
  idempotencyKey?: string;
}

/**
 * Calls that the kiosk signs (src/contract/request-signature.ts) and whose answers are checked before use. Where the server says that
 * the kiosk's clock is wrong, its time is taken for signing from then on; the kiosk's own clock stays as it is.
 *
 * Errors: those of the server, of which BACKEND_REFUSED says that the request is wrong however often it is sent; BACKEND_ERROR,
 * where no server of this version answered as one does, and BACKEND_UNREACHABLE: the request may have been carried out;
 * KIOSK_NOT_ENROLLED.
 */
export function signedCalls({ url, key, clock, log }: CallDeps) {
  const { hostname, protocol, pathname } = new URL(url);
  if (protocol !== 'https:' && !isLoopback(hostname))
    throw new Error('the backend must be reached by https unless it is on this machine');
  if (pathname !== '/') throw new Error('the backend has no path: what is signed begins at /v1');
  const http = axios.create({
    baseURL: url,
    maxContentLength: LARGEST_ANSWER,
    maxRedirects: 0,
    proxy: false,
    validateStatus: () => true,
  });
  let mark: string | undefined;
  /** Milliseconds that the server's clock is ahead of this one's. */
  let ahead = 0;

  function send({ publicKey, sign }: KioskKey, request: Call, signal: AbortSignal): Promise<AxiosResponse<unknown>> {
    const { method, path, idempotencyKey } = request;
    const body = request.body && Buffer.from(JSON.stringify(request.body));
    const digest = contentDigest(
      createHash('sha256')
        .update(body ?? '')
        .digest('base64'),
    );
    const { input, base } = requestSignature(
      { method, target: path, contentDigest: digest, idempotencyKey },
      {
        created: Math.floor((clock.now() + ahead) / 1_000),
        nonce: randomBytes(16).toString('base64url'),
        keyid: publicKey,
      },
    );
    return http.request<unknown>({
      method,
      url: path,
      ...(body && { data: body }),
      headers: {
        'content-digest': digest,
        'signature-input': input,
        signature: signatureHeader(sign(base)),
        ...(body && { 'content-type': 'application/json' }),
        ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
        ...(mark && { [markHeader]: mark }),
      },
      signal,
    });
  }

  /** @returns whether the server's time is another one than was thought */
  function takeTime({ headers }: AxiosResponse<unknown>): boolean {
    const time = Date.parse(String(headers.date));
    if (Number.isNaN(time)) return false;
    ahead = time - clock.now();
    log({ event: 'clock-skewed', seconds: Math.round(ahead / 1_000) });
    return true;
  }

  return async function call<Schema extends z.ZodType>(
    schema: Schema,
    deadline: number,
    request: Call,
  ): Promise<Result<z.infer<Schema>>> {
    if (!key) return failed('KIOSK_NOT_ENROLLED');
    try {
      // A whole-call deadline: axios's own time-out does not bound the connection.
      const signal = AbortSignal.timeout(deadline);
      let answer = await send(key, request, signal);
      const isMended = codeOf(answer) === 'CLOCK_SKEWED' ? takeTime(answer) : isUnsigned(answer);
      if (isMended) answer = await send(key, request, signal);
      const { status, data, headers } = answer;
      if (isUnsigned(answer) || isElsewhere(answer)) return failed('BACKEND_ERROR');
      if (status >= 400) return failed(codeOf(answer) ?? 'BACKEND_ERROR');
      mark = markSchema.safeParse(headers[markHeader]).data ?? mark;
      const parsed = schema.safeParse(data);
      return parsed.success ? ok(parsed.data) : failed('BACKEND_ERROR');
    } catch (error) {
      if (!axios.isAxiosError(error)) throw error;
      // An answer beyond the size limit, or one that could not be decoded, is a server's fault and not a network's.
      return failed(error.code === axios.AxiosError.ERR_BAD_RESPONSE ? 'BACKEND_ERROR' : 'BACKEND_UNREACHABLE');
    }
  };
}

const codeOf = ({ status, data }: AxiosResponse<unknown>): FailureCode | undefined =>
  status >= 400 ? problemSchema.safeParse(data).data?.code : undefined;

/** Its signature came before, since the line sent it twice, or was spoilt on the way. */
const isUnsigned = (answer: AxiosResponse<unknown>): boolean =>
  answer.status === 401 && codeOf(answer) === 'BACKEND_REFUSED';

/** A server of another version has no such path. */
const isElsewhere = (answer: AxiosResponse<unknown>): boolean =>
  answer.status === 404 && codeOf(answer) === 'BACKEND_REFUSED';

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || (isIP(host) === 4 && host.startsWith('127.'));
