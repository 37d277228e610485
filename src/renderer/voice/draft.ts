import { onBeforeUnmount, shallowRef } from 'vue';
import type { Sight } from '../camera/frame.ts';

/** What the page for a photo shows. */
export interface PhotoDraft {
  /** There is no camera: the desk takes the photo. */
  without: boolean;
  sight: 'starting' | Sight;
  /** Seconds until the photo; 0 while nobody has asked for one. */
  countdown: number;
  taken: boolean;
}

/** What stands on the page alone until it is sent: letters that were typed, or a photo. */
export type Draft = { text: string } | { photo: PhotoDraft };

const reading = shallowRef<() => Draft>();

/** What is on the screen now and the core does not know. */
export const draft = (): Draft | undefined => reading.value?.();

/** For as long as the component is on the page, what `read` returns is said with it. */
export function useDraft(read: () => Draft): void {
  reading.value = read;
  onBeforeUnmount(() => {
    if (reading.value === read) reading.value = undefined;
  });
}
