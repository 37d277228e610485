import type { LicenceRecord } from '../../contract/licence.ts';

/** The police's register of driving licences, as far as a centre may ask it. */
export interface LicenceRegister {
  /**
   * @returns no licences where it knows none of this person; undefined where it gave no usable answer in time
   */
  lookUp(personalNumber: string): Promise<LicenceRecord | undefined>;
}
