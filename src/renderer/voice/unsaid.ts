import { shallowReactive } from 'vue';

/** Words that were spelled for want of a clip, since the page was built before their texts were: for the technician. Never personal. */
export const unsaid = shallowReactive(new Set<string>());

export function noteUnsaid(words: readonly string[]): void {
  for (const word of words) unsaid.add(word);
}
