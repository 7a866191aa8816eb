import { writeFile } from 'node:fs/promises';
import { type Explanation, explanations } from '#shared/rules/explanations.ts';

const TARGET = new URL('../../docs/rules.md', import.meta.url);

/** What `docs/rules.md` has to say: of each rule what it judges, says and rests on. */
export const rulesPage = (): string =>
  [
    '# Rules',
    'Written by `npm run registry`; change nothing by hand.',
    'The AWS Config rule of each is called `connect-storage-guard-<rule>`. "Cannot tell" is shown there as non-compliant and never remediated. The sentences are what the rules say of their own examples. In the shell: `connect-guard explain <rule>`.',
    ...explanations().flatMap(chapter),
  ].join('\n\n');

const chapter = ({ rule, says, reads }: Explanation): readonly string[] => [
  `## ${rule.id}`,
  `${rule.title}. Severity ${rule.severity}, judges ${code(rule.resourceTypes)}.`,
  [
    `- **Compliant:** ${inMarkdown(says.compliant)}`,
    `- **Non-compliant:** ${inMarkdown(says.nonCompliant)}`,
    `- **Cannot tell:** ${inMarkdown(says.cannotTell)}`,
    `- **Put right:** ${rule.remediation}${rule.remediable ? '' : ' A person does it.'}`,
    `- **Reads by:** ${code(reads)}`,
    `- **Rests on:** ${rule.sources.map(link).join(', ')}`,
  ].join('\n'),
];

const code = (words: readonly string[]): string => words.map((each) => `\`${each}\``).join(', ');

/** Names that people gave are no markup. */
const inMarkdown = (sentence: string): string => sentence.replaceAll(/[*_<>[\]|]/g, '\\$&');

const link = (source: string): string => {
  const { pathname, hash } = new URL(source);
  return `[${pathname.split('/').filter(Boolean).at(-1)?.replace('.html', '')}${hash}](${source})`;
};

if (import.meta.main) await writeFile(TARGET, `${rulesPage()}\n`);
