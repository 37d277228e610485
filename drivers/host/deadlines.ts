/** Every time-out around the device host, in milliseconds. */
export const deadlines = {
  /** One exchange with a chip, or the connection to it. Past it the exchange cannot be taken back: the process ends itself. */
  apdu: 10_000,
  readChip: 20_000,
  printerStatus: 5_000,
  /** The printer's own limits add up to less (`longestPrint` in drivers/printer). */
  print: 20_000,
  /** From the start of the process to its first word: a second, several while the whole machine starts. */
  start: 10_000,
  /** How long a call waits for a host that is being replaced. */
  successor: 5_000,
  /** The child's pings; `silence` of them missing means that it hangs. */
  heartbeat: 1_000,
  silence: 3_000,
  /** How often the printer is asked how it is while nobody prints. */
  printerPoll: 5_000,
  /** From `close` to SIGKILL. */
  close: 1_000,
  /** Time that a process must have lived for its successor to start without a longer pause. */
  settled: 60_000,
} as const;
export type Deadlines = { readonly [Name in keyof typeof deadlines]: number };
