import { shallowRef } from 'vue';
import { idempotencyKeySchema, tokenSchema } from '../../contract/backend-api.ts';
import type { FailureCode } from '../../contract/failures.ts';
import { callRequestSchema, entryChangeSchema } from '../../contract/queue-entries.ts';
import { staffIdSchema } from '../../contract/staff.ts';
import { z } from '../../contract/zod.ts';
import { ask, serverNow } from '../centre/ask.ts';
import { kept } from './kept.ts';
import { noteSignedOut, session } from './session.ts';

const wishSchema = z.union([
  z.strictObject({ call: callRequestSchema }),
  z.strictObject({ entry: tokenSchema, change: entryChangeSchema }),
]);
export type Wish = z.infer<typeof wishSchema>;

/** One press of a key: what it wants of the server, in order, each under the `Idempotency-Key` that it keeps. */
const intentSchema = z.strictObject({
  staff: staffIdSchema,
  at: z.number(),
  wishes: z.array(z.strictObject({ key: idempotencyKeySchema, wish: wishSchema })).min(1),
});
type Intent = z.infer<typeof intentSchema>;

export interface Listener<Entry> {
  answered(entry: Entry): void;
  refused(code: FailureCode, wish: Wish): void;
  /** What became of it is not known, and it is not asked again. */
  dropped(why: 'tooOld' | 'otherStaff', at: number): void;
}

/** Who pressed that long ago has done something else since. */
const longestLife = 10 * 60_000;
const retryEvery = 1_000;

// Of the whole browser: the same counter in two windows is one counter, and presses once.
const store = kept(localStorage, 'tram.counter.intent', intentSchema);

/** Whether a press is still without its answer. */
export const isPending = shallowRef(store.read() !== undefined);

/**
 * What the clerk wants, until the server's answer is known: over broken lines, a reload and an end of the session, each wish is sent
 * under one key and so is done once. Refused where an earlier press has no answer yet.
 */
export function intents<Entry>(answerSchema: z.ZodType<Entry>, listener: Listener<Entry>) {
  let isSending = false;

  function press(...wishes: Wish[]): void {
    if (session.value && store.read() === undefined)
      store.write({
        staff: session.value.staff,
        at: serverNow(),
        wishes: wishes.map((wish) => ({ key: newKey(), wish })),
      });
    resume();
  }

  /** Goes on with what has no answer yet. */
  function resume(): void {
    if (isSending) return;
    isSending = true;
    void sendAll().finally(() => {
      isSending = false;
      isPending.value = store.read() !== undefined;
    });
  }

  async function sendAll(): Promise<void> {
    for (let intent = store.read(); intent && session.value; intent = store.read()) {
      isPending.value = true;
      const why = outdated(intent, session.value.staff);
      if (why) {
        store.write(undefined);
        listener.dropped(why, intent.at);
      } else await sendFirst(intent);
    }
  }

  async function sendFirst(intent: Intent): Promise<void> {
    const [first, ...rest] = intent.wishes;
    if (!first) return;
    const answer = await ask(pathOf(first.wish), answerSchema, {
      method: 'POST',
      body: 'call' in first.wish ? first.wish.call : first.wish.change,
      idempotencyKey: first.key,
    });
    switch (answer.kind) {
      case 'lost':
        await new Promise((resolve) => setTimeout(resolve, retryEvery));
        return;
      case 'signed-out':
        noteSignedOut();
        return;
      case 'ok':
        store.write(rest.length > 0 ? { ...intent, wishes: rest } : undefined);
        listener.answered(answer.value);
        return;
      case 'refused':
        store.write(undefined);
        listener.refused(answer.code, first.wish);
    }
  }

  return { press, resume };
}

const pathOf = (wish: Wish): string => ('call' in wish ? '/v1/calls' : `/v1/entries/${wish.entry}/changes`);

function outdated({ staff, at }: Intent, signedIn: string): 'tooOld' | 'otherStaff' | undefined {
  // The key is the other person's: under this one's name it would be done again.
  if (staff !== signedIn) return 'otherStaff';
  return serverNow() > at + longestLife ? 'tooOld' : undefined;
}

/** 128 random bits. `crypto.randomUUID` is not there without HTTPS. */
export const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
