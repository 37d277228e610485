import { problemSchema } from '../../contract/backend-api.ts';
import type { FailureCode } from '../../contract/failures.ts';
import type { z } from '../../contract/zod.ts';

/**
 * What the server said. `lost`: nothing, or not yet what became of the request; with the same `Idempotency-Key` it may be sent
 * again. `signed-out`: nobody is signed in, or not any more.
 */
export type Answer<T> =
  | { kind: 'ok'; value: T }
  | { kind: 'refused'; code: FailureCode }
  | { kind: 'signed-out' }
  | { kind: 'lost'; code: FailureCode };

export interface Asking {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  body?: unknown;
  idempotencyKey?: string;
}

const longestWait = 8_000;

/** Codes that say nothing of the request itself: it is asked again later. */
const passing: readonly FailureCode[] = ['REQUEST_UNDER_WAY', 'TOO_MANY_REQUESTS'];

let ahead = 0;

/** The server's clock in milliseconds since the epoch, as of its last answer: a television's own is often wrong. */
export const serverNow = (): number => Date.now() + ahead;

function noteServerTime(response: Response): void {
  const date = Date.parse(response.headers.get('date') ?? '');
  // The header has whole seconds.
  if (date && Math.abs(date - serverNow()) > 1_500) ahead = date + 500 - Date.now();
}

async function send(path: string, { method = 'GET', body, idempotencyKey }: Asking): Promise<Response> {
  const response = await fetch(path, {
    method,
    credentials: 'same-origin',
    cache: 'no-store',
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(longestWait),
  });
  noteServerTime(response);
  return response;
}

/** Asks the server one thing. An answer that is in no contract counts as BACKEND_ERROR. */
export async function ask<T>(path: string, schema: z.ZodType<T>, asking: Asking = {}): Promise<Answer<T>> {
  let response: Response;
  let content: unknown;
  try {
    response = await send(path, asking);
    content = response.status === 204 ? undefined : await response.json();
  } catch {
    return { kind: 'lost', code: 'BACKEND_UNREACHABLE' };
  }
  if (response.ok) {
    const value = schema.safeParse(content);
    if (value.success) return { kind: 'ok', value: value.data };
    // What it said is not repeated.
    console.error('the server answered what is not in the contract');
    return { kind: 'refused', code: 'BACKEND_ERROR' };
  }
  const code = problemSchema.safeParse(content).data?.code ?? 'BACKEND_ERROR';
  if (response.status >= 500 || passing.includes(code)) return { kind: 'lost', code };
  return response.status === 401 ? { kind: 'signed-out' } : { kind: 'refused', code };
}
