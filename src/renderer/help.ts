import { computed, ref, watch } from 'vue';
import { view } from './core.ts';

/** Whoever waits for staff may go on meanwhile; news of the call comes back over the page. */
const aside = ref(false);

watch(
  () => view.value?.help?.state,
  () => (aside.value = false),
);

export const helpOpen = computed(() => view.value?.help !== undefined && !aside.value && !view.value.idle);

export const setHelpAside = (away: boolean) => void (aside.value = away);
