export { readDocument, type ReadOptions } from './read-document.ts';
export { selfTest } from './self-test.ts';
export { createTrustStore, isTrustFile, type TrustFile, type TrustStore } from './proof/trust-store.ts';
export { auditTrustStore, type TrustAudit } from './proof/audit.ts';
export { verifyEvidence, type VerificationOptions } from './proof/verify-evidence.ts';
