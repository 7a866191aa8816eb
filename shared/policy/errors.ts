/** A place in a JSON document, for example `Statement[2].Condition.StringNotLike`; `$` is its top. */
export type JsonPath = string;

const PLAIN_KEY = /^[A-Za-z_][\w:/-]*$/;

/** The path of a member or, with a number, of a list element below `parent`. */
export function childPath(parent: JsonPath, child: string | number): JsonPath {
  if (typeof child === 'number') return `${parent}[${child}]`;
  if (!PLAIN_KEY.test(child)) return `${parent}[${JSON.stringify(child)}]`;
  return parent === '$' ? child : `${parent}.${child}`;
}

/** Text that is not strict JSON: malformed, a member named twice, too large or nested too deeply. */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError';
  readonly path: JsonPath;
  readonly problem: string;

  constructor(path: JsonPath, problem: string) {
    super(`${path}: ${problem}`);
    this.path = path;
    this.problem = problem;
  }
}

/** A document that is not a policy of the IAM policy language. `message` begins with `path`. */
export class PolicySyntaxError extends Error {
  override readonly name = 'PolicySyntaxError';
  readonly path: JsonPath;

  constructor(path: JsonPath, problem: string) {
    super(`${path}: ${problem}`);
    this.path = path;
  }
}

/** Statements cannot be merged without changing what somebody else's statements mean. */
export class MergeRefusedError extends Error {
  override readonly name = 'MergeRefusedError';
  readonly path: JsonPath;

  constructor(path: JsonPath, problem: string) {
    super(`${path}: ${problem}`);
    this.path = path;
  }
}
