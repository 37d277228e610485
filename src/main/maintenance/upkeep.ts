import type { Clock } from '../../../drivers/clock.ts';
import type { Stop } from '../../../drivers/ports.ts';
import { serviceDay } from '../../contract/queue.ts';
import { upkeepEvery } from '../delays.ts';
import type { Log } from '../log/log.ts';
import type { Store } from '../store/store.ts';
import { wearOf, type WearSettings } from './wear.ts';

/** At the start and then once a day: the wear is written down, and tickets older than yesterday's are forgotten. */
export function startUpkeep(deps: { store: Store; clock: Clock; log: Log; settings: WearSettings }): Stop {
  const { store, clock, log, settings } = deps;
  let cancel: Stop;
  const lookAfter = () => {
    store.forgetTicketsBefore(serviceDay(clock.now() - upkeepEvery));
    const { lines, cuts, worn, metresLeft } = wearOf(store.printed(), settings);
    log({ event: 'wear', lines, cuts, worn, metresLeft });
    cancel = clock.after(upkeepEvery, lookAfter);
  };
  lookAfter();
  return () => cancel();
}
