import { createApp } from 'vue';
import BoardScreen from './BoardScreen.vue';
import '../styles/fonts.css';
import '../styles/colours.css';
import '../styles/base.css';
import './sizes.css';

createApp(BoardScreen).mount('#app');
