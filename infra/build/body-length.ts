/**
 * Stands in for the SDK's `calculateBodyLength` in the Lambda bundles, which also measures files: our
 * bodies are in memory.
 * @throws when a body is not
 */
export function calculateBodyLength(body: string | Uint8Array | undefined): number {
  if (!body) return 0;
  if (typeof body === 'string') return Buffer.byteLength(body);
  if (typeof body.byteLength === 'number') return body.byteLength;
  throw new Error('this bundle sends what is in memory, and nothing else');
}
