import http from 'node:http';
import https from 'node:https';
import axios, { isAxiosError, isCancel } from 'axios';
import type { CardQuery, InsurancePortal } from '../../eligibility/eligibility.ts';
import { errorEntry, type Log } from '../../log.ts';
import { z } from '../../../contract/zod.ts';
import { cardAnswerSchema, cardPath, portalDay, tokenAnswerSchema, tokenPath } from './wire.ts';

const isPrivate = (url: string) =>
  url.startsWith('https:') || ['127.0.0.1', '[::1]', 'localhost'].includes(new URL(url).hostname);

export const portalSettingsSchema = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .refine(isPrivate, 'names and card numbers go to the portal by https, or within this machine'),
  username: z.string().min(1).max(64),
  /** Hex, in the case that the portal was told. */
  passwordMd5: z.string().regex(/^([0-9a-f]{32}|[0-9A-F]{32})$/),
  /** Who answers at the portal for this centre's look-ups: a registered employee (codes 054, 055). */
  employee: z.strictObject({ hoTenCb: z.string().min(1).max(200), cccdCb: z.string().regex(/^\d{12}$/) }),
  /** For one person, tokens and a second look-up included. A kiosk waits twelve seconds for the whole verification. */
  timeoutMs: z.int().min(100).max(10_000),
});
export type PortalSettings = z.infer<typeof portalSettingsSchema>;

interface Token {
  access: string;
  id: string;
  expiresAt: number;
}

const answerLimit = 1_048_576;
const tokenMargin = 15_000;

/**
 * The insurance portal's own protocol. Token and password hash travel in its URLs, so nothing that holds a URL leaves
 * this file. A time-out is never asked again: the portal restricts accounts that look the same person up twice.
 */
export function bhxhPortal(settings: PortalSettings, now: () => number, log: Log): InsurancePortal {
  const { username, passwordMd5: password } = settings;
  const portal = axios.create({
    baseURL: settings.url,
    adapter: 'http',
    proxy: false,
    maxRedirects: 0,
    maxContentLength: answerLimit,
    // A kept connection that the portal has just closed would look like an outage.
    httpAgent: new http.Agent({ keepAlive: false }),
    httpsAgent: new https.Agent({ keepAlive: false }),
    responseType: 'text',
    transformResponse: (body: unknown) => body,
    validateStatus: () => true,
  });
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
    try {
      const { status, data } = await portal.post<string>(path, body, { params, signal });
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

  async function takeToken(signal: AbortSignal): Promise<Token | undefined> {
    const answer = await post(tokenPath, {}, { username, password }, tokenAnswerSchema, signal);
    if (answer === undefined) return undefined;
    if (answer === 'unauthorised' || answer.maKetQua !== '200' || !answer.APIKey) {
      log({ event: 'portal-account-refused', code: answer === 'unauthorised' ? '401' : answer.maKetQua });
      return undefined;
    }
    const { access_token: access, id_token: id, expires_in: expiresAt } = answer.APIKey;
    return { access, id, expiresAt };
  }

  async function currentToken(signal: AbortSignal): Promise<Token | undefined> {
    if (token && token.expiresAt - tokenMargin > now()) return token;
    pending ??= takeToken(signal).finally(() => (pending = undefined));
    return (token = await pending);
  }

  async function ask(query: CardQuery, signal: AbortSignal) {
    const used = await currentToken(signal);
    if (!used) return undefined;
    const body = { ...settings.employee, maThe: query.maThe, hoTen: query.hoTen, ngaySinh: portalDay(query.birthDate) };
    const params = { token: used.access, id_token: used.id, username, password };
    const answer = await post(cardPath, params, body, cardAnswerSchema, signal);
    const refused = answer === 'unauthorised' || answer?.maKetQua === '401' || answer?.maKetQua === '501';
    // Only the token that was refused: another look-up may have taken a new one meanwhile.
    if (refused && token === used) token = undefined;
    return refused ? 'unauthorised' : answer;
  }

  return {
    timeoutMs: settings.timeoutMs,
    async lookUp(query, signal) {
      const first = await ask(query, signal);
      const answer = first === 'unauthorised' ? await ask(query, signal) : first;
      return answer === 'unauthorised' ? undefined : answer;
    },
  };
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
