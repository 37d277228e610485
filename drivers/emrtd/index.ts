export { readDocument, type ReadOptions } from './read-document.ts';
export { selfTest } from './self-test.ts';
export { createTrustStore, type TrustStore } from './proof/trust-store.ts';
export { verifyEvidence, type VerificationOptions } from './proof/verify-evidence.ts';
