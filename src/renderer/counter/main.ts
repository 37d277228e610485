import { createApp } from 'vue';
import CounterScreen from './CounterScreen.vue';
import '../styles/fonts.css';
import '../styles/colours.css';
import '../styles/base.css';
import './sizes.css';

createApp(CounterScreen).mount('#app');
