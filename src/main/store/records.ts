/** A record of the outbox that the backend has not taken yet. */
export interface Unsent {
  kind: string;
  waitingSeconds: number;
}

/** A number whose paper nobody could confirm: the technician or clerk decides. */
export interface Unsettled {
  number: string;
  issuedAt: string;
  ticketToken: string;
}

/** What came out of the printer: rows of dots, eight to the millimetre, and papers cut off. */
export interface Printed {
  dots: number;
  cuts: number;
}

/** Of the printer in its life, and on the roll that is in it. */
export interface PrintedSoFar {
  life: Printed;
  roll: Printed;
}
