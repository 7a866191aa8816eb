import { readdir, readFile, writeFile } from 'node:fs/promises';

const RULES = new URL('../../shared/rules/', import.meta.url);
const TARGET = new URL('registry.ts', RULES);

/** The folders of the rules, and what those in them are told. */
const factsByKind = {
  bucket: 'BucketFacts',
  instance: 'InstanceFacts',
  key: 'KeyFacts',
  stream: 'StreamFacts',
  administrator: 'AdministratorFacts',
} as const;

/** The path, and what is imported from it. */
type Import = readonly [string, string];

/**
 * The text of `shared/rules/registry.ts`: every file of `shared/rules/<kind>/` that exports a
 * `rule`, by kind and name.
 */
export async function ruleRegistryText(): Promise<string> {
  const kinds = await Promise.all(
    Object.entries(factsByKind).map(async ([kind, facts]) => {
      const folder = new URL(`${kind}/`, RULES);
      const names = (await readdir(folder)).filter((name) => name.endsWith('.ts')).toSorted();
      const texts = await Promise.all(names.map((name) => readFile(new URL(name, folder), 'utf8')));
      const files = names.filter((_, index) => /^export const rule\b/m.test(texts[index] ?? ''));
      return { kind, facts, ids: files.map((name) => name.slice(0, -'.ts'.length)) };
    }),
  );
  const imports = kinds
    .flatMap(({ kind, facts, ids }) => [
      ...ids.map((id): Import => [`./${kind}/${id}.ts`, `{ rule as ${inCamelCase(id)} }`]),
      [`./${kind}/facts.ts`, `type { ${facts} }`] satisfies Import,
    ])
    .concat([['./rule.ts', 'type { AnyRule, Rule }']])
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, what]) => `import ${what} from '${path}';\n`);
  const lists = kinds.map(
    ({ kind, facts, ids }) =>
      `\n${listed(`export const ${kind}Rules: readonly Rule<${facts}>[] = `, ids.map(inCamelCase), ';')}`,
  );
  const all = kinds.flatMap(({ ids }) => ids.map(inCamelCase));
  return `/** Written by infra/build/make-rule-registry.ts; change nothing by hand. */
${imports.join('')}${lists.join('')}
/** Every rule there is: AWS Config rules, permissions and tables follow from this list. */
${listed('export const rules: readonly AnyRule[] = ', all, ';')}`;
}

/** On one line when it fits, as the formatter wants it. */
function listed(opening: string, items: readonly string[], closing: string): string {
  const indent = /^ */.exec(opening)?.[0] ?? '';
  const line = `${opening}[${items.join(', ')}]${closing}\n`;
  const lines = items.map((item) => `${indent}  ${item},\n`);
  return line.length <= 101 ? line : `${opening}[\n${lines.join('')}${indent}]${closing}\n`;
}

const inCamelCase = (id: string): string =>
  id.replaceAll(/-([a-z0-9])/g, (_, first: string) => first.toUpperCase());

if (import.meta.main) await writeFile(TARGET, await ruleRegistryText());
