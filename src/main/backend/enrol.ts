import type { Result } from '../../contract/result.ts';
import { enrolmentResponseSchema, type EnrolmentResponse } from '../../contract/staff.ts';
import { deadlines } from '../delays.ts';
import { prepareKey } from './key.ts';
import { signedCalls, type CallDeps } from './signed-call.ts';

/**
 * Gives this kiosk a key of its own and has the centre's server take it for the kiosk that the code was made for. Where the answer is
 * lost it may be asked again with the same code: the key is kept until then.
 */
export async function enrol(
  deps: Omit<CallDeps, 'key'> & { dataDirectory: string },
  code: string,
): Promise<Result<EnrolmentResponse>> {
  const { key, use } = prepareKey(deps.dataDirectory);
  const enrolled = await signedCalls({ ...deps, key })(enrolmentResponseSchema, deadlines.enrol, {
    method: 'POST',
    path: '/v1/enrolments',
    body: { code: code.trim().toUpperCase() },
  });
  if (enrolled.ok) use();
  return enrolled;
}
