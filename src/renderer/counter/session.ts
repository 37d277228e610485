import { shallowRef } from 'vue';
import type { FailureCode } from '../../contract/failures.ts';
import { staffSessionSchema, type PasswordChange, type SignIn, type StaffSession } from '../../contract/staff.ts';
import { z } from '../../contract/zod.ts';
import { ask, type Answer } from '../centre/ask.ts';

const current = '/v1/staff-sessions/current';

/** Who is signed in; null: nobody; undefined until the server has said so. */
export const session = shallowRef<StaffSession | null>();

/** Whether it was the session that ended, not the clerk who ended it. */
export const isOver = shallowRef(false);

/** To be called wherever the server says that nobody is signed in. What was under way stays as it is. */
export function noteSignedOut(): void {
  isOver.value = true;
  session.value = null;
}

/** @returns whether the server was reached */
export async function findSession(): Promise<boolean> {
  const answer = await ask(current, staffSessionSchema);
  if (answer.kind === 'ok') session.value = answer.value;
  else if (answer.kind !== 'lost') session.value = null;
  return answer.kind !== 'lost';
}

/** @returns why not, where it is not so */
export async function signIn(request: SignIn): Promise<FailureCode | undefined> {
  const answer = await ask('/v1/staff-sessions', staffSessionSchema, { method: 'POST', body: request });
  if (answer.kind === 'ok') session.value = answer.value;
  return failureOf(answer);
}

/** @returns why not, where it is not so */
export async function changePassword(request: PasswordChange): Promise<FailureCode | undefined> {
  const answer = await ask(`${current}/password`, z.undefined(), { method: 'PUT', body: request });
  if (answer.kind === 'ok' && session.value) session.value = { ...session.value, passwordOnce: false };
  return failureOf(answer);
}

/** @returns why not, where it is not so: a session that the server could not be told of lives on */
export async function signOut(): Promise<FailureCode | undefined> {
  const answer = await ask(current, z.undefined(), { method: 'DELETE' });
  if (answer.kind === 'ok' || answer.kind === 'signed-out') {
    isOver.value = false;
    session.value = null;
  }
  return answer.kind === 'signed-out' ? undefined : failureOf(answer);
}

function failureOf(answer: Answer<unknown>): FailureCode | undefined {
  if (answer.kind === 'ok') return undefined;
  return answer.kind === 'signed-out' ? 'SIGN_IN_REFUSED' : answer.code;
}
