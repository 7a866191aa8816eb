import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { decide, type Policies } from '#shared/policy/decide.ts';
import type { RawPolicy } from '#shared/policy/document.ts';
import { fromRaw } from '#shared/policy/parse.ts';
import type { Decision, Request } from '#shared/policy/request.ts';

interface Case {
  readonly name: string;
  readonly source: string;
  readonly request: Request;
  readonly policies: {
    readonly resource?: RawPolicy;
    readonly resourceKind?: NonNullable<Policies['resourceKind']>;
    readonly identity?: readonly RawPolicy[];
    readonly boundary?: RawPolicy;
    readonly session?: readonly RawPolicy[];
  };
  readonly expected: Pick<Decision, 'decision' | 'statements'> & { readonly unknown?: true };
}

const FOLDER = new URL('../cases/decide/', import.meta.url);
const themes = readdirSync(FOLDER).map((file) => ({
  theme: file.replace('.json', ''),
  cases: JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as readonly Case[],
}));

function parsed({
  resource,
  resourceKind,
  identity,
  boundary,
  session,
}: Case['policies']): Policies {
  const kind = resourceKind === 'role-trust' ? 'trust' : 'resource';
  const identities = (list: readonly RawPolicy[]) => list.map((raw) => fromRaw(raw, 'identity'));
  return {
    ...(resource && { resource: fromRaw(resource, kind) }),
    ...(resourceKind && { resourceKind }),
    ...(identity && { identity: identities(identity) }),
    ...(boundary && { boundary: fromRaw(boundary, 'identity') }),
    ...(session && { session: identities(session) }),
  };
}

describe.each(themes)('decide: $theme', ({ cases }) => {
  it.each(cases)('$name', ({ request, policies, expected }) => {
    const { unknown, ...decided } = decide(request, parsed(policies));
    expect({ ...decided, ...(unknown ? { unknown: unknown.length > 0 } : {}) }).toEqual(expected);
  });
});

describe('the cases of decide', () => {
  const all = themes.flatMap(({ cases }) => cases);

  it('are at least two hundred', () => {
    expect(all.length).toBeGreaterThanOrEqual(200);
  });

  it('each name the AWS page they rest on', () => {
    const pages = all.map(({ source }) => source);
    expect(pages.filter((page) => !page.startsWith('https://docs.aws.amazon.com/'))).toEqual([]);
  });
});
