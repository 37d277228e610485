import { shallowRef } from 'vue';
import { counterIdSchema, queueIdSchema } from '../../contract/queue.ts';
import { z } from '../../contract/zod.ts';
import { kept } from './kept.ts';

/** Where the clerk sits, and the queue that is called from there. */
const workplaceSchema = z.strictObject({ counter: counterIdSchema, queue: queueIdSchema });
export type Workplace = z.infer<typeof workplaceSchema>;

const store = kept(localStorage, 'tram.counter.workplace', workplaceSchema);

/** Remembered by the browser, since it stands there. */
export const workplace = shallowRef<Workplace | undefined>(store.read());

export function setWorkplace(next: Workplace | undefined): void {
  workplace.value = next;
  store.write(next);
}
