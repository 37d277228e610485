import { createApp, watchEffect } from 'vue';
import { view } from './core.ts';
import { guardInput } from './input.ts';
import KioskScreen from './kiosk/KioskScreen.vue';
import './styles/fonts.css';
import './styles/colours.css';
import './styles/themes.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/stand.css';
import './styles/touch.css';
import './styles/blank.css';

guardInput();

/** A core that answers does so at once; for one that does not, the kiosk need not stay dark. */
const coreAnswersWithinMs = 500;

const heard = new Promise<void>((resolve) => {
  watchEffect(() => view.value && resolve());
  setTimeout(resolve, coreAnswersWithinMs);
});
const letters = ['400', '700'].map((weight) => document.fonts.load(`${weight} 1em "Noto Sans"`, 'Trạm ắ'));

// Both first, so that nothing jumps when they arrive; a missing font must not keep the kiosk dark.
await Promise.allSettled([heard, ...letters]);

createApp(KioskScreen).mount('#app');
