export { readDocument, type ReadOptions } from './read-document.ts';
export { selfTest } from './self-test.ts';
export { createTrustStore, type TrustStore } from './trust-store.ts';
export { verifyEvidence, type VerificationOptions } from './verify-evidence.ts';
