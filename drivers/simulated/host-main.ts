import { runDeviceHost } from '../host/host.ts';
import { openPcscReader } from '../pcsc/reader.ts';
import { openDirectReader } from './chip/direct-reader.ts';

/** The device host of the demonstration, which also knows the simulated chip without PC/SC. */
runDeviceHost({
  openReader: (config) => (config.kind === 'pcsc' ? openPcscReader(config) : openDirectReader(config)),
});
