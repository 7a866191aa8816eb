import type { PolicyDocument } from '../document.ts';
import { hasVariable } from '../variables.ts';
import { exampleUser } from './callers.ts';

const VALUES: ReadonlyMap<string, string> = new Map([
  ['aws:username', exampleUser.name],
  ['aws:userid', exampleUser.id],
]);

/** A text that `pattern` matches for the user that examples are made with. */
const filled = (pattern: string): string =>
  pattern
    .replace(/\$\{([^}]*)\}/g, (variable, key: string) => VALUES.get(key.toLowerCase()) ?? variable)
    .replace(/[*?]/g, 'x');

/** Resources that policies name by variables, as the example user would meet them. */
export const variableResources = (policies: readonly PolicyDocument[]): readonly string[] =>
  policies.flatMap(({ version, statements }) =>
    version === '2012-10-17'
      ? statements.flatMap(({ resource }) =>
          (resource?.patterns ?? []).filter(hasVariable).map(filled),
        )
      : [],
  );

/** Values of a key that policies compare with variables. */
export const variableValues = (
  policies: readonly PolicyDocument[],
  key: string,
): readonly string[] =>
  policies.flatMap(({ version, statements }) =>
    version === '2012-10-17'
      ? statements.flatMap(({ conditions }) =>
          conditions
            .filter((condition) => condition.key.toLowerCase() === key)
            .flatMap(({ values }) => values.filter(hasVariable).map(filled)),
        )
      : [],
  );
