/** Every time-out of a session, in milliseconds: the one table. Deadlines of devices stand in drivers/host/deadlines.ts. */
export const delays = {
  /** No touch on a page without personal data. */
  idle: 60_000,
  /** No touch on a page that shows personal data. */
  idlePersonal: 45_000,
  /** How long the warning stays before everything is wiped, in steps of one second. */
  warning: 30_000,
  second: 1_000,
  /** The home page goes back to Vietnamese. */
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
  /** Keys of the maintenance sequence must follow one another within this. */
  keysForgotten: 5_000,
  maintenanceIdle: 300_000,
} as const;
