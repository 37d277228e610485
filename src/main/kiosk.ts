import { failureCodeSchema } from '../contract/failures.ts';
import { openDevices } from '../../drivers/index.ts';
import { backendClient } from './backend/client.ts';
import { enrol } from './backend/enrol.ts';
import { readKey } from './backend/key.ts';
import { startLeasing } from './backend/leasing.ts';
import { startSender } from './backend/sender.ts';
import { systemClock, type Clock } from '../../drivers/clock.ts';
import { usualPanelShortSide, usualTicketSettings, type KioskConfig } from './config.ts';
import type { Kiosk } from './kiosk-port.ts';
import { jsonLog, type Log } from './log/log.ts';
import { createAccess } from './maintenance/access.ts';
import { countedPrint } from './maintenance/counted-print.ts';
import { watchRoll } from './maintenance/roll.ts';
import { startUpkeep } from './maintenance/upkeep.ts';
import { newKey, performer } from './perform.ts';
import { loadCatalogue } from './services/load.ts';
import { runSession, type RunnerDeps } from './session/runner.ts';
import { openStore, type Store } from './store/store.ts';
import { ticketRenderer } from './ticket/raster.ts';
import { version } from './version.ts';

export interface KioskOptions {
  /** Script of the device host, and the plain Node 24 that runs it: Electron's own has no brainpool curves. */
  deviceHostEntry: string;
  nodeExecutable: string;
  clock?: Clock;
  log?: Log;
  /** Called on what was not expected; the host ends the process and its supervisor starts it anew. */
  crash: (error: unknown) => void;
}

export function startKiosk(config: KioskConfig, options: KioskOptions): Kiosk {
  const clock = options.clock ?? systemClock;
  const log =
    options.log ??
    jsonLog(
      (line) => void process.stdout.write(line),
      () => clock.now(),
    );
  const catalogue = loadCatalogue(config.resourcesDirectory);
  const settings = config.ticket ?? usualTicketSettings;
  const render = ticketRenderer(config.resourcesDirectory, settings);
  const store = openStore(config.dataDirectory);
  const interrupted = store.settleInterrupted(clock.now());
  log({ event: 'started', version, interrupted: interrupted.records });
  const stopUpkeep = startUpkeep({ store, clock, log, settings });

  const devices = openDevices(config.devices, {
    entry: options.deviceHostEntry,
    execPath: options.nodeExecutable,
    printerTorn: interrupted.papers > 0,
    log,
  });
  const stopRoll = watchRoll({ devices, store, log });
  const key = readKey(config.dataDirectory);
  const backend = backendClient({ ...config.backend, key, clock, log });
  const sender = startSender(store, backend, clock);
  const stopLeasing = startLeasing({ store, backend, clock, log, newToken: newKey, publicKey: key?.publicKey });
  const access = createAccess(config.maintenance.pin, store, clock);
  const perform = performer({
    catalogue,
    devices,
    backend,
    store,
    access,
    print: countedPrint({ devices, render, store, clock, log, settings }),
    settings,
    clock,
    log,
    wakeSender: sender.wake,
  });
  const session = runSession(
    { catalogue, maintenanceKeys: config.maintenance.keys },
    {
      simulated: config.demonstration?.simulated ?? [],
      version,
      panelShortSide: config.panelShortSide ?? usualPanelShortSide,
      packs: config.languagePacks ?? [],
    },
    { devices, clock, log, perform, service: serviceMemory(store, key !== undefined), crash: options.crash },
  );

  return {
    handle: (command) => Promise.resolve(session.command(command)),
    watchView: (listener) => session.watchView(listener),
    close: async () => {
      session.stop();
      stopRoll();
      stopUpkeep();
      sender.stop();
      stopLeasing();
      await devices.close();
      store.close();
    },
  };
}

/** Before it can serve: {@link enrol} with what the kiosk's settings say. */
export const enrolKiosk = ({ dataDirectory, backend }: KioskConfig, code: string) =>
  enrol({ dataDirectory, ...backend, clock: systemClock, log: () => undefined }, code);

function serviceMemory(store: Store, isEnrolled: boolean): RunnerDeps['service'] {
  const fact = 'out-of-service';
  return {
    recall: () => (isEnrolled ? failureCodeSchema.safeParse(store.recall(fact)).data : 'KIOSK_NOT_ENROLLED'),
    remember: (reason) => store.remember(fact, reason ?? ''),
  };
}
