import { computed, shallowRef } from 'vue';
import type { FailureCode } from '../../contract/failures.ts';
import { openHelpCallsSchema, type OpenHelpCalls } from '../../contract/help.ts';
import { z } from '../../contract/zod.ts';
import { ask } from '../centre/ask.ts';
import { newKey } from './intent.ts';
import { noteSignedOut, session } from './session.ts';

export type HelpCallShown = OpenHelpCalls['calls'][number];

/** Kiosks at which somebody calls staff, oldest call first. */
export const helpCalls = shallowRef<readonly HelpCallShown[]>([]);
/** Why the last answer to one did not reach the server. */
export const helpFailure = shallowRef<FailureCode>();

/** Whom nobody has answered yet, and longest so. */
export const firstUnanswered = computed(() => helpCalls.value.find(({ state }) => state === 'waiting'));

let readings = 0;
let lastShown = 0;

/** @returns whether the server told of them */
export async function readHelpCalls(): Promise<boolean> {
  if (!session.value || session.value.passwordOnce) return false;
  const reading = (readings += 1);
  const answer = await ask('/v1/help-calls', openHelpCallsSchema);
  if (answer.kind === 'signed-out') noteSignedOut();
  if (answer.kind !== 'ok') return false;
  // A later reading knows more.
  if (reading > lastShown) {
    lastShown = reading;
    helpCalls.value = answer.value.calls;
  }
  return true;
}

export function answerFirst(): void {
  if (firstUnanswered.value) void answerHelpCall(firstUnanswered.value.callId);
}

/** Says at the kiosk that somebody is on the way. To say it twice does no harm. */
export async function answerHelpCall(callId: string): Promise<void> {
  const path = `/v1/help-calls/${callId}/acknowledgement`;
  const answer = await ask(path, z.undefined(), { method: 'POST', idempotencyKey: newKey() });
  if (answer.kind === 'signed-out') noteSignedOut();
  const isOver = answer.kind === 'refused' && answer.code === 'NOT_FOUND';
  helpFailure.value = (answer.kind === 'refused' || answer.kind === 'lost') && !isOver ? answer.code : undefined;
  await readHelpCalls();
}
