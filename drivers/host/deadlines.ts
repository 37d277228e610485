/** Every time-out around the device host, in milliseconds. The child is told them when it starts. */
export const deadlines = {
  /**
   * The connection to a chip, and its end. Like an exchange it cannot be taken back: native code is in it. The driver's own limits
   * add up to less: a foreign program that has the card, and then one attempt (`limits` in drivers/pcsc/reader.ts).
   */
  connect: 10_000,
  /** One exchange with a chip. */
  apdu: 10_000,
  /** One reading: past it the child stops between two exchanges. */
  reading: 20_000,
  /** The same to the parent: a reading, its last exchange, and the end of the connection. */
  readChip: 41_000,
  /** A look whether the reader works: to find it, to connect and to let go. */
  tryReader: 31_000,
  printerStatus: 8_000,
  /**
   * A ticket, besides `printRow` for each of its rows. The printer's own limits add up to less: an errand that is under way, and
   * the ticket (`longestPrint` in drivers/printer).
   */
  print: 22_000,
  printRow: 8,
  /** From the start of the process to its first status: a second, several while the whole machine starts. */
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
  /** Time that a process must have lived for its loss to be the first again. */
  settled: 60_000,
  /** How long pcscd or its reader may be away before something is done about it. The driver asks for them all the while. */
  readerAway: 10_000,
  /** The command that restarts pcscd. */
  serviceRestart: 10_000,
  /** From one restart of pcscd to the next. */
  serviceRest: 600_000,
  /** How often a reader that is out of service is tried. */
  trial: 60_000,
} as const;
/** The same names with other milliseconds. */
export type Deadlines = { readonly [Name in keyof typeof deadlines]: number };
