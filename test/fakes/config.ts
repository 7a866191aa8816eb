import type { ConfigEvaluation, ConfigPort } from '#shared/ports.ts';

/** AWS Config, remembering what it was told. */
export class FakeConfig implements ConfigPort {
  readonly told: { token: string; evaluations: readonly ConfigEvaluation[]; test: boolean }[] = [];
  readonly started: (readonly string[])[] = [];
  before: readonly { resourceType: string; resourceId: string }[] = [];

  get evaluations(): readonly ConfigEvaluation[] {
    return this.told.flatMap(({ evaluations }) => evaluations);
  }

  async putEvaluations(
    token: string,
    evaluations: readonly ConfigEvaluation[],
    test: boolean,
  ): Promise<void> {
    this.told.push({ token, evaluations, test });
  }

  async judged(): Promise<readonly { resourceType: string; resourceId: string }[]> {
    return this.before;
  }

  async startEvaluation(rules: readonly string[]): Promise<void> {
    this.started.push(rules);
  }
}
