import { openPcscReader } from '../pcsc/reader.ts';
import { runDeviceHost } from './host.ts';

/** The device host of a kiosk in service. */
runDeviceHost({
  openReader(config) {
    if (config.kind !== 'pcsc') throw new Error(`a kiosk in service has no reader of kind ${config.kind}`);
    return openPcscReader(config);
  },
});
