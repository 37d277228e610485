import { createApp } from 'vue';
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

// Letters first, so that nothing jumps when they arrive; a missing font must not keep the kiosk dark.
await Promise.allSettled(['400', '700'].map((weight) => document.fonts.load(`${weight} 1em "Noto Sans"`, 'Trạm ắ')));

createApp(KioskScreen).mount('#app');
