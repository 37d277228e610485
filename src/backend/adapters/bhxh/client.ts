import { isAxiosError, isCancel } from 'axios';
import type { CardAnswer, CardQuery, InsurancePortal } from '../../eligibility/eligibility.ts';
import { errorEntry, type Log } from '../../log.ts';
import { z } from '../../../contract/zod.ts';
import { fromJson, isPrivate, outgoing } from '../outgoing.ts';
import { breaker } from './breaker.ts';
import { cardAnswerSchema, cardPath, portalDay, tokenAnswerSchema, tokenPath } from './wire.ts';

export const portalSettingsSchema = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .refine(isPrivate, 'names and card numbers go to the portal by https, or within this machine'),
  username: z.string().min(1).max(64),
  /** MD5 of the password in hex, in the case that the portal compares: its guidance says upper, some accounts work in lower. */
  passwordMd5: z.string().regex(/^([0-9a-f]{32}|[0-9A-F]{32})$/),
  /** Who answers at the portal for this centre's look-ups: a registered employee (codes 054, 055). */
  employee: z.strictObject({ hoTenCb: z.string().min(1).max(200), cccdCb: z.string().regex(/^\d{12}$/) }),
  /** Of a token, where the portal ends its sessions sooner or later than after ten. */
  sessionMinutes: z.int().min(1).max(1_440).optional(),
  /** For one person, tokens and a second look-up included. A kiosk waits twelve seconds for the whole verification. */
  timeoutMs: z.int().min(100).max(10_000),
});
export type PortalSettings = z.infer<typeof portalSettingsSchema>;

interface Token {
  access: string;
  id: string;
  /** Until when it is used. */
  until: number;
}

const tokenMargin = 15_000;
/** The portal's own default (SessionTimeLimit), whatever its token says. */
const usualSessionMinutes = 10;
/** Time-outs and other failures of all look-ups in a row, and milliseconds for which nobody then waits for the portal. */
const outage = { failures: 3, restMs: 30_000 };
/** Results that are the operator's matter: the employee is not on the portal's list, or by another name; the portal itself fails. */
const operatorMatters: Readonly<Record<string, string>> = {
  '054': 'portal-employee-refused',
  '055': 'portal-employee-refused',
  '100': 'portal-fault',
  '101': 'portal-fault',
  '205': 'portal-fault',
  '500': 'portal-fault',
};
const tokenRefused: ReadonlySet<string> = new Set(['401', '501']);

/**
 * The insurance portal's own protocol. Token and password hash travel in its URLs, so nothing that holds a URL leaves
 * this file. A time-out is never asked again: the portal restricts accounts that look the same person up twice. A connection
 * that was reset before any answer is tried once more.
 */
export function bhxhPortal(settings: PortalSettings, now: () => number, log: Log): InsurancePortal {
  const { username, passwordMd5: password } = settings;
  const sessionLife = (settings.sessionMinutes ?? usualSessionMinutes) * 60_000;
  const portal = outgoing(settings.url);
  const unlessDown = breaker(outage, now, (state) => log({ event: `portal-${state}` }));
  let token: Token | undefined;
  let pending: Promise<Token | undefined> | undefined;

  /** @returns 'unauthorised' for HTTP 401, undefined where no answer of the right form came */
  async function post<Schema extends z.ZodType>(
    path: string,
    params: Record<string, string>,
    body: Record<string, string>,
    schema: Schema,
    signal: AbortSignal,
  ): Promise<z.infer<Schema> | 'unauthorised' | undefined> {
    const send = () => portal.post<Buffer>(path, body, { params, signal });
    try {
      const { status, data } = await send().catch((error: unknown) => {
        if (isReset(error)) return send();
        throw error;
      });
      if (status === 401) return 'unauthorised';
      const parsed = schema.safeParse(fromJson(data));
      if (status === 200 && parsed.success) return parsed.data;
      log({ event: 'portal-answer-unusable', code: String(status) });
    } catch (error) {
      if (!isAxiosError(error) && !isCancel(error)) throw error;
      log(errorEntry('portal-unanswered', error));
    }
    return undefined;
  }

  async function takeToken(): Promise<Token | undefined> {
    const deadline = AbortSignal.timeout(settings.timeoutMs);
    const answer = await post(tokenPath, {}, { username, password }, tokenAnswerSchema, deadline);
    if (answer === undefined) return undefined;
    if (answer === 'unauthorised' || answer.maKetQua !== '200' || !answer.APIKey) {
      log({ event: 'portal-account-refused', code: answer === 'unauthorised' ? '401' : answer.maKetQua });
      return undefined;
    }
    const { access_token: access, id_token: id, expires_in: expiresAt } = answer.APIKey;
    return { access, id, until: Math.min(expiresAt, now() + sessionLife) - tokenMargin };
  }

  /** One token for all who wait for it: it has a deadline of its own, not that of whoever came first. */
  function currentToken(): Promise<Token | undefined> {
    if (token && token.until > now()) return Promise.resolve(token);
    pending ??= takeToken()
      .then((taken) => (token = taken))
      .finally(() => (pending = undefined));
    return pending;
  }

  async function ask(query: CardQuery, signal: AbortSignal) {
    const used = await before(signal, currentToken());
    if (!used) return undefined;
    const body = { ...settings.employee, maThe: query.maThe, hoTen: query.hoTen, ngaySinh: portalDay(query.birthDate) };
    const params = { token: used.access, id_token: used.id, username, password };
    const answer = await post(cardPath, params, body, cardAnswerSchema, signal);
    if (answer === undefined || (answer !== 'unauthorised' && !tokenRefused.has(answer.maKetQua))) return answer;
    // Only the token that was refused: another look-up may have taken a new one meanwhile.
    if (token === used) token = undefined;
    return 'unauthorised';
  }

  async function lookUp(query: CardQuery, signal: AbortSignal): Promise<CardAnswer | undefined> {
    const first = await ask(query, signal);
    const answer = first === 'unauthorised' ? await ask(query, signal) : first;
    if (answer === 'unauthorised') {
      log({ event: 'portal-token-refused' });
      return undefined;
    }
    if (answer) tell(answer);
    return answer;
  }

  function tell({ maKetQua: code }: CardAnswer): void {
    const event = operatorMatters[code];
    if (event !== undefined) log({ event, code });
  }

  return {
    timeoutMs: settings.timeoutMs,
    lookUp: (query, signal) => unlessDown(() => lookUp(query, signal)),
  };
}

const isReset = (error: unknown): boolean =>
  isAxiosError(error) && error.code === 'ECONNRESET' && error.response === undefined;

/** @returns undefined where the signal came first */
function before<T>(signal: AbortSignal, work: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
    work.then(resolve, reject);
  });
}
