/** It may work later: the caller fails, and AWS Config or Systems Manager tries again. */
export class Retryable extends Error {
  override readonly name = 'Retryable';
}
