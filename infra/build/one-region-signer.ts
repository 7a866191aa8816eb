/**
 * Stands in for the signer of S3's client in the Lambda bundles, which also signs for multi-region
 * access points: no bucket of Connect's is one.
 */
export { SignatureV4 as SignatureV4MultiRegion } from '@smithy/signature-v4';
