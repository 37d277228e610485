/**
 * Every time-out of the kiosk's core, in milliseconds: the one table. Those of devices stand in drivers/host/deadlines.ts and
 * drivers/printer/deadlines.ts, the server's in its configuration and routes, a finger's in src/renderer/input.ts.
 */

/** A session's. */
export const delays = {
  /** No touch on a page without personal data. */
  idle: 60_000,
  /** No touch on a page that shows personal data. */
  idlePersonal: 45_000,
  /** No touch by somebody who listens, goes by keys or reads the largest letters, on any page. */
  idleSlow: 120_000,
  /** No touch while staff are called: they must find her. */
  idleHelp: 300_000,
  /** How long the warning stays before everything is wiped, in steps of one second. */
  warning: 30_000,
  warningSlow: 60_000,
  second: 1_000,
  /** The home page goes back to Vietnamese and the usual settings. */
  languageBack: 30_000,
  /** "Vẫn đang kiểm tra" */
  patienceStill: 5_000,
  /** "Hệ thống chậm" */
  patienceSlow: 15_000,
  /** The number stays on the screen after the paper is out. */
  ticketAfterPaper: 20_000,
  /** The number stays on the screen where there is no paper to hold. */
  ticketWithoutPaper: 40_000,
  cleared: 3_000,
  /** Between an answer about a call for staff and the next question. */
  helpAsk: 3_000,
  /** Called, and nobody said that she comes: the page names the desk. */
  helpUnanswered: 60_000,
  /** Keys of the maintenance sequence must follow one another within this. */
  keysForgotten: 5_000,
  maintenanceIdle: 300_000,
} as const;

/** How long a visit waits for the printer to say how it is; then what it said last holds. */
export const printerAnswer = 1_000;

/** The kiosk looks after itself: its wear is logged, old tickets are forgotten. */
export const upkeepEvery = 86_400_000;

/** A call to the backend, as a whole. `verify` waits for the insurance portal behind it. */
export const deadlines = {
  challenge: 3_000,
  verify: 12_000,
  verifyAgain: 2_000,
  licence: 8_000,
  help: 3_000,
  number: 3_000,
  report: 3_000,
  lease: 3_000,
  health: 2_000,
  enrol: 10_000,
} as const;

/** The outbox, when the backend does not take a record: the first wait, doubling up to the longest. */
export const outboxRetry = { first: 2_000, longest: 60_000 } as const;

/** Between two looks at the kiosk's own numbers: whether they are today's, and enough. */
export const leaseLookedAt = 60_000;

/** After wrong PINs: the first lock, doubling up to the longest. */
export const pinLock = { first: 15_000, longest: 3_600_000 } as const;

/** The page and the browser that shows it. */
export const screen = {
  /** The browser that was started must come with its key. */
  entrance: 30_000,
  /** Chromium ends when asked, or is killed. */
  close: 3_000,
  /** Electron must have finished burying a crashed page before a new one is asked for (electron#48661, #51900). */
  beforeReload: 250,
  untilLoaded: 20_000,
  /** More than a few crashes within this, and a reload does not help. */
  crashWindow: 60_000,
} as const;
