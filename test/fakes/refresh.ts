import type { RefreshPort } from '#shared/ports.ts';

export class FakeRefresh implements RefreshPort {
  readonly reasons: string[] = [];

  async request(reason: string): Promise<void> {
    this.reasons.push(reason);
  }
}
