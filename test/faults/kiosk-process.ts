import { readConfig } from '../../src/main/config.ts';
import { startKiosk } from '../../src/main/kiosk.ts';
import { commandSchema } from '../../src/contract/commands.ts';

// A kiosk in a process of its own, so that a test can take its power away.
const [file = '', deviceHostEntry = ''] = process.argv.slice(2);
const tell = (message: object) => process.send?.(message);
const kiosk = startKiosk(readConfig(file), {
  deviceHostEntry,
  nodeExecutable: process.execPath,
  log: (event) => tell({ log: event }),
  crash: (error) => {
    throw error;
  },
});
kiosk.watchView((view) => tell({ view }));
process.on('message', (message) => {
  void kiosk.handle(commandSchema.parse(message)).then((result) => tell({ result }));
});
process.on('disconnect', () => process.exit());
