import { randomBytes } from 'node:crypto';

/** 128 random bits, as `tokenSchema` of the contract has them. */
export const newToken = (): string => randomBytes(16).toString('base64url');
