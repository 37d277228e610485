import type { Devices, Stop } from '../../../drivers/ports.ts';
import type { PrinterState } from '../../contract/devices.ts';
import { z } from '../../contract/zod.ts';
import type { Log } from '../log/log.ts';
import type { Store } from '../store/store.ts';

/** What the printer last told of its roll. */
const toldSchema = z.enum(['enough', 'low', 'low-and-opened', 'out']);
type Told = z.infer<typeof toldSchema>;

/**
 * A roll that was out is a new one once there is paper again. One that was low is new only if the cover was open since:
 * the sensor of a paper's near end wavers as the roll turns.
 */
export function rollAfter(told: Told, state: PrinterState): Told | 'new' {
  switch (state) {
    case 'no-paper':
      return 'out';
    case 'paper-low':
      return told === 'out' ? 'out' : 'low';
    case 'cover-open':
      return told === 'low' ? 'low-and-opened' : told;
    case 'ready':
      return told === 'out' || told === 'low-and-opened' ? 'new' : 'enough';
    case 'cutter-error':
    case 'offline':
    case 'unknown':
      return told;
  }
}

/** Notices a new roll by what the printer tells; what it told outlives a restart. */
export function watchRoll({ devices, store, log }: { devices: Devices; store: Store; log: Log }): Stop {
  const fact = 'roll';
  let told = toldSchema.catch('enough').parse(store.recall(fact));
  return devices.watch((event) => {
    if (event.type !== 'status') return;
    const next = rollAfter(told, event.status.printer.state);
    if (next === told) return;
    if (next === 'new') {
      store.renewed('roll');
      log({ event: 'renewed', part: 'roll', by: 'printer' });
    }
    told = next === 'new' ? 'enough' : next;
    store.remember(fact, told);
  });
}
