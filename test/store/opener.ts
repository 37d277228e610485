import { openStore } from '../../src/main/store/store.ts';

openStore(process.argv[2] ?? '').close();
