import { isAxiosError, isCancel } from 'axios';
import { licenceRecordSchema, type LicenceRecord } from '../../../contract/licence.ts';
import { z } from '../../../contract/zod.ts';
import type { LicenceRegister } from '../../licence/register.ts';
import { errorEntry, type Log } from '../../log.ts';
import { breaker } from '../bhxh/breaker.ts';
import { fromJson, isPrivate, outgoing } from '../outgoing.ts';

export const licenceRegisterSettingsSchema = z.strictObject({
  /** Of the look-up itself; see docs/licence-register.md. */
  url: z
    .url({ protocol: /^https?$/ })
    .refine(isPrivate, 'personal numbers go to the register by https, or within this machine'),
  /** Holds the bearer token, in one line. */
  tokenFile: z.string().min(1),
  /** A kiosk waits eight seconds for the whole look-up. */
  timeoutMs: z.int().min(100).max(7_000),
});
export type LicenceRegisterSettings = z.infer<typeof licenceRegisterSettingsSchema>;

/** As in RFC 6750. */
export const bearerTokenSchema = z.string().regex(/^[A-Za-z0-9._~+/-]{16,4096}=*$/);

/** Failures in a row, and milliseconds for which nobody then waits for the register. */
const outage = { failures: 3, restMs: 30_000 };

/** Asks whoever stands between the centre and the police's register, by the contract in docs/licence-register.md. */
export function licenceRegister(
  { url, timeoutMs }: Omit<LicenceRegisterSettings, 'tokenFile'>,
  token: string,
  now: () => number,
  log: Log,
): LicenceRegister {
  const register = outgoing(url);
  const unlessDown = breaker(outage, now, (state) => log({ event: `licence-register-${state}` }));

  async function lookUp(personalNumber: string): Promise<LicenceRecord | undefined> {
    try {
      const { status, data } = await register.post<Buffer>(
        '',
        { personalNumber },
        { headers: { authorization: `Bearer ${token}` }, signal: AbortSignal.timeout(timeoutMs) },
      );
      const parsed = licenceRecordSchema.safeParse(fromJson(data));
      if (status === 200 && parsed.success) return parsed.data;
      const isRefused = status === 401 || status === 403;
      log({ event: `licence-register-${isRefused ? 'account-refused' : 'answer-unusable'}`, code: String(status) });
    } catch (error) {
      if (!isAxiosError(error) && !isCancel(error)) throw error;
      log(errorEntry('licence-register-unanswered', error));
    }
    return undefined;
  }

  return { lookUp: (personalNumber) => unlessDown(() => lookUp(personalNumber)) };
}
