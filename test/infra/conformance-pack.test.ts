import { beforeAll, describe, expect, it } from '@jest/globals';
import { configRuleName } from '#shared/connect/deployment.ts';
import { rules } from '#shared/rules/registry.ts';
import { type RawTemplate, schemaFaults } from './resource-schemas.ts';
import { readTemplate, type Template } from './template.ts';

// Not run live: what is asserted is what is synthesized.

let template: Template;
let body: string;
beforeAll(async () => {
  template = await readTemplate();
  [{ TemplateBody: body }] = [...template.resources.values()]
    .filter(({ Type }) => String(Type) === 'AWS::Config::ConformancePack')
    .map(({ Properties }) => Properties as unknown as { TemplateBody: string }) as [
    { TemplateBody: string },
  ];
}, 120_000);

describe('the conformance pack', () => {
  it('has each rule once, judged by the function that judges it for the stack', () => {
    const sourceOf = (Source: unknown) => (Source as { SourceIdentifier: string }).SourceIdentifier;
    const inStack = template
      .of('AWS::Config::ConfigRule')
      .map(({ Properties }) => [Properties.ConfigRuleName, sourceOf(Properties.Source)]);
    const { Resources }: RawTemplate = JSON.parse(body);
    const inPack = Object.values(Resources).map(({ Properties = {} }) => [
      Properties.ConfigRuleName,
      sourceOf(Properties.Source),
    ]);
    expect(inPack).toEqual(inStack);
    expect(inPack.map(([name]) => name)).toEqual(rules.map(({ id }) => configRuleName(id)));
  });

  it('is what the published schemas allow, and fits into a conformance pack', () => {
    expect(schemaFaults(JSON.parse(body))).toEqual([]);
    expect(Buffer.byteLength(body)).toBeLessThan(51_200);
    expect(rules.length).toBeLessThanOrEqual(130);
  });

  it('is not there unless it is asked for', () => {
    const { Parameters, Resources } = JSON.parse(template.text);
    expect(Parameters.ConformancePack).toMatchObject({ Default: 'Off' });
    expect(Resources.RulesAsPack.Condition).toBe('ConformancePackIsOn');
  });
});
