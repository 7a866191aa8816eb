import type { AuditFinding } from '#shared/usecases/audit/report.ts';

/** What an audit of several places has done so far, and a line that says so. */
export class ProgressLine {
  readonly #rate: number;
  readonly #places = new Map<object, { done: number; total: number; requests: number }>();
  #calls = 0;
  #resources = { done: 0, total: 0 };
  #open = 0;

  /** @param rate requests a second to Amazon Connect, in each account and region */
  constructor(rate: number) {
    this.#rate = rate;
  }

  called(): void {
    this.#calls++;
  }

  instances(place: object, done: number, total: number, requests: number): void {
    this.#places.set(place, { done, total, requests });
  }

  resources(more: number): void {
    this.#resources.total += more;
  }

  judged(findings: readonly AuditFinding[]): void {
    this.#resources.done++;
    this.#open += findings.filter(({ verdict }) => verdict === 'NON_COMPLIANT').length;
  }

  get text(): string {
    const places = [...this.#places.values()];
    const sum = (what: 'done' | 'total') => places.reduce((all, each) => all + each[what], 0);
    const { done, total } = this.#resources;
    return [
      ...(sum('total') > 0 ? [`instances ${sum('done')}/${sum('total')}`] : []),
      ...(total > 0 ? [`resources ${Math.min(done, total)}/${total}`] : []),
      `${this.#calls} calls`,
      `${this.#open} open`,
      ...this.#left(Math.max(0, ...places.map(({ requests }) => requests))),
    ].join(' · ');
  }

  /** Each account and region has a rate of its own: the longest counts. */
  #left(requests: number): readonly string[] {
    if (requests === 0) return [];
    const seconds = Math.ceil(requests / this.#rate);
    const time = seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
    return [`about ${time} left at ${this.#rate} requests/s`];
  }
}
