/** A record of the outbox that the backend has not taken yet. */
export interface Unsent {
  kind: string;
  waitingSeconds: number;
}

/** A number whose paper nobody could confirm: the technician or clerk decides. */
export interface Unsettled {
  number: string;
  issuedAt: string;
}
