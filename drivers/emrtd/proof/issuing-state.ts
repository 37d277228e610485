import { iso31661Alpha3ToAlpha2 } from 'iso-3166/1-a3-to-1-a2.js';
import { parseDg1 } from '../document/dg1.ts';
import type { Certificate } from './certificate.ts';

/** Codes of ICAO 9303-3 §5 that ISO 3166-1 has not, or has otherwise. */
const icaoCodes: Readonly<Record<string, string>> = {
  D: 'DE',
  ...Object.fromEntries(['GBD', 'GBN', 'GBO', 'GBP', 'GBS'].map((code) => [code, 'GB'])),
  EUE: 'EU',
  RKS: 'KS',
  UNA: 'UN',
  UNK: 'UN',
  UNO: 'UN',
  /** Utopia, of specimens. */
  UTO: 'UT',
};

/**
 * Whether the signer of EF.SOD is of the state that DG1 names as issuer (ICAO 9303-12 §7.1): else the weakest of all the states that a site
 * trusts could make citizens of the others.
 * @throws ChipError `CARD_DATA_INVALID` where DG1 cannot be understood
 */
export function isOfIssuingState({ issuer }: Certificate, dg1: Uint8Array): boolean {
  const code = parseDg1(dg1).issuer;
  const country = icaoCodes[code] ?? iso31661Alpha3ToAlpha2[code];
  return country !== undefined && issuer.country?.toUpperCase() === country;
}
