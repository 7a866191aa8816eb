import { absent, type Fact, known, type Unreadable, unreadable } from '#shared/connect/fact.ts';
import type { StatePort, StoredObject } from '#shared/ports.ts';

export const accessDenied = (action: string): Unreadable => ({
  action,
  code: 'AccessDenied',
  message: `not authorized to perform: ${action}`,
});

/** The state bucket: objects with ETags and conditional writes. */
export class FakeState implements StatePort {
  readonly objects = new Map<string, StoredObject>();
  readonly denied = new Set<string>();
  #versions = 0;

  seed(key: string, content: unknown): string {
    const body = typeof content === 'string' ? content : JSON.stringify(content);
    const etag = `"${++this.#versions}"`;
    this.objects.set(key, { body, etag });
    return etag;
  }

  json(key: string): unknown {
    return JSON.parse(this.objects.get(key)?.body ?? 'null');
  }

  keys(prefix: string): readonly string[] {
    return [...this.objects.keys()].filter((key) => key.startsWith(prefix)).toSorted();
  }

  async read(key: string): Promise<Fact<StoredObject>> {
    if (this.denied.has(key)) return unreadable(accessDenied('s3:GetObject'));
    const stored = this.objects.get(key);
    return stored ? known(stored) : absent;
  }

  async write(
    key: string,
    body: string,
    condition?: { readonly ifMatch: string | null },
  ): Promise<string | false> {
    const current = this.objects.get(key)?.etag ?? null;
    if (condition && condition.ifMatch !== current) return false;
    return this.seed(key, body);
  }

  async list(prefix: string): Promise<Fact<readonly string[]>> {
    if (this.denied.has(prefix)) return unreadable(accessDenied('s3:ListBucket'));
    return known(this.keys(prefix));
  }
}
