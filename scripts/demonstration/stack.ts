import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBench } from '../../drivers/simulated/bench/bench.ts';
import type { Bench, BenchOptions, BenchReader } from '../../drivers/simulated/bench/bench.ts';
import { startPanel } from '../../drivers/simulated/bench/panel.ts';
import type { Panel } from '../../drivers/simulated/bench/panel.ts';
import { ChipBenchRefused } from '../../drivers/simulated/chip/bench.ts';
import { drivers } from '../../drivers/simulated/licences.ts';
import { people } from '../../drivers/simulated/people.ts';
import { portalModes, startPortalSimulator } from '../../src/backend/adapters/bhxh/simulator.ts';
import { startLicenceRegisterSimulator } from '../../src/backend/adapters/licence/simulator.ts';
import type { BackendConfig } from '../../src/backend/config.ts';
import type { Text } from '../../src/contract/text.ts';
import { z } from '../../src/contract/zod.ts';
import type { KioskConfig } from '../../src/main/config.ts';
import { scryptHash } from '../../src/scrypt.ts';
import type { Cleanup } from './cleanup.ts';
import { startProcess } from './processes.ts';
import type { ProcessEvent, RunningProcess } from './processes.ts';
import { backendConfig, cardsDirectory, prepareSeed, settleCentre, settleResources, trustDirectory } from './seed.ts';
import type { CentreName } from './seed.ts';
import { inTree } from './tree.ts';

/** For whoever tries the maintenance page; a real kiosk's stand in its own configuration. */
export const maintenance = { keys: ['F2', 'F9', 'F4'], pin: '246810' };

/** Milliseconds within which a process of ours must say that it listens. */
const startWithin = 20_000;

const parts = {
  card: { vi: 'thẻ và đầu đọc thẻ', en: 'cards and card reader' },
  direct: { vi: 'đầu đọc thẻ (không qua pcscd)', en: 'card reader (without pcscd)' },
  scanner: { vi: 'máy quét mã', en: 'code scanner' },
  printer: { vi: 'máy in', en: 'printer' },
  portal: { vi: 'cổng bảo hiểm', en: 'insurance portal' },
  licences: { vi: 'cơ sở dữ liệu giấy phép lái xe', en: 'driving-licence register' },
} as const satisfies Record<string, Text>;

interface StackOptions {
  /** For data and logs of this run; exists and is empty. */
  runDirectory: string;
  centre: CentreName;
  /** A real reader is used, so that no card is simulated. */
  realReader: boolean;
  /** What else the start screen must say. */
  notes: readonly Text[];
  /** What the portal says of everybody (maKetQua), or how it conducts itself; of each person her own where absent. */
  portal?: string | undefined;
  cleanup: Cleanup;
  report: (line: string) => void;
}

/** Milliseconds that each step of the start took. */
type Steps = Record<string, number>;

export async function timed<T>(steps: Steps, step: string, work: Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work;
  steps[step] = Math.round(performance.now() - start);
  return result;
}

/** Everything but the kiosk and its screen: portal, bench and panel in this process, the backend in its own. */
export interface Stack {
  bench: Bench;
  panel: Panel;
  kioskConfigFile: string;
  resourcesDirectory: string;
  /** Where the counter's page and the hall board are. */
  backendUrl: string;
  simulated: readonly Text[];
  steps: Steps;
  /** The backend listens; until then the kiosk can start beside it. */
  ready: Promise<void>;
  /** Why the backend ended, once it has. */
  ended: Promise<string>;
}

export async function startStack(options: StackOptions): Promise<Stack> {
  const { runDirectory, cleanup, report } = options;
  const steps: Steps = { loading: Math.round(performance.now()) };
  await timed(steps, 'seed', prepareSeed());
  const portal = await cleanup.own(startPortal(options.portal));
  const { url: licencesUrl } = await cleanup.own(startLicenceRegisterSimulator({ people: drivers }));
  const port = await freePort();
  const resourcesDirectory = await settleResources(runDirectory, options.centre);
  const config = backendConfig({
    port,
    // A ward's centre treats nobody and receives no licence's dossier.
    ...(options.centre === 'hospital' && { portalUrl: portal.url, licencesUrl }),
    resourcesDirectory,
  });
  const backend = await startBackend(runDirectory, config, cleanup);
  const ready = timed(steps, 'backend', backend.next('listening', startWithin)).then(() =>
    report('Máy chủ và bàn thử đã sẵn sàng / Backend and bench are ready'),
  );
  // Whoever awaits it hears of a failure; until somebody does, it is no unhandled one.
  ready.catch(() => undefined);
  const { bench, panel } = await timed(steps, 'bench', startBenchAndPanel(options, portal));

  const backendUrl = `http://127.0.0.1:${port}`;
  const simulated = [...simulatedParts(bench, options.centre), ...options.notes];
  const kioskConfig: KioskConfig = {
    dataDirectory: kioskDirectory(runDirectory),
    resourcesDirectory,
    backend: { url: backendUrl },
    devices: {
      reader: bench.devices.reader,
      scanner: bench.devices.scanner,
      printer: { kind: 'escpos-tcp', host: '127.0.0.1', port: bench.devices.printerPort },
      trustDirectory,
    },
    maintenance: { keys: maintenance.keys, pin: await scryptHash(maintenance.pin) },
    demonstration: { simulated, frameOrigin: panel.origin },
  };
  const kioskConfigFile = join(runDirectory, 'kiosk.json');
  await writeFile(kioskConfigFile, JSON.stringify(kioskConfig, null, 2));
  return {
    bench,
    panel,
    kioskConfigFile,
    resourcesDirectory,
    backendUrl,
    simulated,
    steps,
    ready,
    ended: backend.ended,
  };
}

async function startPortal(wanted: string | undefined) {
  const mode = portalModes.find((each) => each === wanted);
  const saysOfAll = mode === undefined ? wanted : undefined;
  const portal = await startPortalSimulator({
    people: people.map((person) => ({
      ...person,
      portal: { ...person.portal, ...(saysOfAll !== undefined && { maKetQua: saysOfAll }) },
    })),
  });
  if (mode) portal.setMode(mode);
  return portal;
}

const kioskDirectory = (runDirectory: string): string => join(runDirectory, 'kiosk');

async function startBackend(runDirectory: string, config: BackendConfig, cleanup: Cleanup) {
  await settleCentre(runDirectory, kioskDirectory(runDirectory));
  const configFile = join(runDirectory, 'backend.json');
  await writeFile(configFile, JSON.stringify(config, null, 2));
  const backend = startProcess({
    name: 'backend',
    command: [process.execPath, inTree('src/backend/main.ts'), configFile],
    logFile: join(runDirectory, 'backend.log'),
  });
  void cleanup.own(Promise.resolve(backend));
  return backend;
}

/** So that the kiosk need not wait to be told. Another program may take it first: then the backend says so and the start ends. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

async function startBenchAndPanel(options: StackOptions, portal: BenchOptions['portal']) {
  const { cleanup, report } = options;
  // Socket names are limited to 107 bytes, so they cannot live in the tree.
  const sockets = mkdtemp(join(tmpdir(), 'tram-'));
  void cleanup.own(sockets.then((path) => ({ close: () => rm(path, { recursive: true, force: true }) })));
  const common = { runDirectory: await sockets, cardsDirectory, portal };

  const bench = options.realReader
    ? await cleanup.own(startBench({ ...common, reader: 'none' }))
    : await cleanup.own(startBench({ ...common, reader: 'pcsc' })).catch((error: unknown) => {
        if (!(error instanceof ChipBenchRefused)) throw error;
        report(`Không chạy được pcscd riêng / No private pcscd here: ${error.message}`);
        return cleanup.own(startBench({ ...common, reader: 'direct' }));
      });
  const panel = await cleanup.own(startPanel(bench, { maintenance }));
  return { bench, panel };
}

function simulatedParts(bench: Bench, centre: CentreName): Text[] {
  const { reader } = bench.state();
  const readers: Record<BenchReader, Text[]> = { pcsc: [parts.card], direct: [parts.direct], none: [] };
  const asked = { hospital: [parts.portal, parts.licences], commune: [] };
  return [...readers[reader], parts.scanner, parts.printer, ...asked[centre]];
}

/** The kiosk's core and its page, served on loopback to whichever browser is let in. */
interface ServedKiosk {
  process: RunningProcess;
  entrance(): Promise<string>;
}

export async function startServedKiosk(stack: Stack, runDirectory: string, cleanup: Cleanup): Promise<ServedKiosk> {
  const kiosk = startProcess({
    name: 'kiosk',
    command: [process.execPath, inTree('scripts/demonstration/kiosk.ts'), stack.kioskConfigFile],
    logFile: join(runDirectory, 'kiosk.log'),
  });
  void cleanup.own(Promise.resolve(kiosk));
  const urlOf = async (event: Promise<ProcessEvent>) => entranceSchema.parse(await event).url;
  const [listening] = await Promise.all([urlOf(kiosk.next('listening', startWithin)), stack.ready]);
  const { origin } = new URL(listening);
  const entrance = () => {
    const asked = urlOf(kiosk.next('entrance', startWithin));
    kiosk.tell('entrance');
    return asked;
  };
  stack.panel.frame({ origin, entrance });
  return { process: kiosk, entrance };
}

const entranceSchema = z.object({ url: z.url() });
