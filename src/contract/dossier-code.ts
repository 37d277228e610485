import { z } from './zod.ts';

/**
 * Mã hồ sơ: unit, day of receipt, serial, as in "H15.50.05.13-261008-0975" or, with the unit's parts the other way round,
 * "000.22.15.H29-210531-0007" (Thông tư 01/2018/TT-VPCP, Quyết định 20/2020/QĐ-TTg).
 */
export const dossierCodeSchema = z
  .string()
  .max(40)
  .regex(/^[0-9A-Z]{2,3}(?:\.[0-9A-Z]{2,3})*-\d{6}-\d{4,7}$/);

/** @param day of receipt, `YYYY-MM-DD` @param serial of the day, from 1 */
export const dossierCode = (unit: string, day: string, serial: number): string =>
  `${unit}-${day.slice(2).replaceAll('-', '')}-${String(serial).padStart(4, '0')}`;
