import { clockTolerance } from '../../contract/request-signature.ts';
import { longestIdle } from '../staff/sessions.ts';
import type { StaffDeps } from '../staff/require-staff.ts';
import { forgetTriesOf } from '../staff/tries.ts';
import { forgetEnrolmentCodes, forgetNonces } from '../store/kiosks.ts';
import { forgetSessions } from '../store/staff.ts';

/** What proved who asks, and proves it no longer. */
export async function forgetWhoAsked(deps: StaffDeps): Promise<void> {
  const { database, now } = deps;
  // Another server's clock may be behind, and takes the signature for so long still.
  await forgetNonces(database, now() - clockTolerance * 1_000);
  await forgetEnrolmentCodes(database, now());
  await forgetSessions(database, now(), now() - longestIdle);
  await forgetTriesOf(deps);
}
