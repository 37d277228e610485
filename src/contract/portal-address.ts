import { z } from './zod.ts';

/** Of a public-service portal, as its QR holds it. */
export const portalAddressSchema = z
  .url({ protocol: /^https$/ })
  .regex(/^https:\/\/[a-z0-9./-]+$/i, 'an address is told sign by sign: letters, figures, dots, hyphens and slashes')
  .max(120);

/** As people read it out and type it: "dvc-gplx.csgt.bocongan.gov.vn". */
export const readableAddress = (address: string): string => address.replace(/^https:\/\//, '').replace(/\/$/, '');
