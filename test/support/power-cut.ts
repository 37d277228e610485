import { compileShim } from './shim.ts';

/** @returns path of a shared object for LD_PRELOAD: see power-cut.c */
export const compilePowerCut = (directory: string): string => compileShim('power-cut', directory);
