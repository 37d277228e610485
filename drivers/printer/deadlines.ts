/** Milliseconds. {@link longestPrint} tells what they come to. */
export const printerDeadlines = {
  /** For everything before the first byte of a ticket; for asking how the printer is. */
  ready: 3_500,
  connect: 1_500,
  /** For the four status bytes. */
  status: 1_000,
  /** For an error that passes by itself. */
  passing: 2_000,
  /** For the printer to show how it confirms. */
  probe: 1_000,
  /** For an answer that comes after one that was expected last. */
  straggler: 100,
  /** Between two looks at the status. */
  poll: 250,
  /** Between two signs that a ticket is being printed. */
  silence: 4_000,
  /** For a ticket to be printed and confirmed, besides `row` for each of its rows. */
  settle: 9_000,
  /** For a row, of which the printer prints one in a millisecond: its 72 bytes take 6.25 on a serial line. */
  row: 7,
  /** The same where the printer cannot confirm: long enough to see the paper end. */
  settleBlindly: 2_500,
  /** For a confirmation already on its way when the printer stopped. */
  grace: 300,
  /** Between two strips that end a torn ticket, where the first was not seen to come out. */
  strip: 60_000,
};
/** All in milliseconds. */
export type PrinterDeadlines = typeof printerDeadlines;

/** The longest that one `print` of so many rows takes once its turn has come: get ready, print, ask what happened. */
export const longestPrint = ({ ready, settle, row, connect, status }: PrinterDeadlines, rows: number): number =>
  ready + settle + rows * row + status + connect + status;
