import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

export const inTree = (...parts: string[]): string => resolve(root, ...parts);
