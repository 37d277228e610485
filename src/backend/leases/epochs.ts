import type { Head } from '../store/head.ts';
import type { GrantedLease } from '../store/leases.ts';

/** Far more than a kiosk is granted between two restores. */
const epochsOfGeneration = 1_000_000;

/** Those of a generation lie above all earlier ones, granted or lost. */
export const firstEpochOf = ({ generation }: Head): number => (generation - 1) * epochsOfGeneration + 1;

/**
 * Whether a lease of this epoch was granted that this database does not know, and no operator has said that such are lost: it is
 * an older copy.
 * @param latest known of that kiosk
 */
export const isOfLaterDatabase = (epoch: number, latest: GrantedLease | undefined, head: Head): boolean =>
  epoch >= firstEpochOf(head) && epoch > (latest?.epoch ?? 0);
