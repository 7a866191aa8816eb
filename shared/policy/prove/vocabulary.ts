import type { Context } from '../context.ts';
import type { Condition, PolicyDocument, PrincipalElement, Statement } from '../document.ts';
import { ANY_RUN, literalGlob } from '../match.ts';
import { operatorNamed } from '../operators.ts';
import { hasVariable } from '../variables.ts';
import type { Budget } from './budget.ts';
import { ANY_RUN_IN_PART, GlobStates, type OwnedPattern } from './glob-states.ts';
import { conditionTest, listTest, resourceTest, type Test } from './tests.ts';

/** The tests that the `Principal` of a statement makes of keys. */
export interface PrincipalTests {
  readonly arns: Test;
  readonly uniqueIds: Test;
  readonly services: Test;
  readonly providers: Test;
  readonly sessions: readonly { readonly role: Test; readonly session: Test; prefix: string }[];
}

/** A statement as the tests that it makes. */
export interface StatementTests {
  readonly statement: Statement;
  readonly resource?: Test;
  readonly conditions: readonly Test[];
  readonly principal?: PrincipalTests;
}

/** Whether any policy variable stands where it counts. */
export const usesVariables = (policies: readonly PolicyDocument[]): boolean =>
  policies.some(
    ({ version, statements }) =>
      version === '2012-10-17' &&
      statements.some(
        ({ resource, conditions }) =>
          resource?.patterns.some(hasVariable) ||
          conditions.some(({ values }) => values.some(hasVariable)),
      ),
  );

/** Everything that some policies ask about a request, by key. */
export class Vocabulary {
  readonly statements: ReadonlyMap<Statement, StatementTests>;
  readonly budget: Budget;
  readonly #tests = new Map<string, Test[]>();
  readonly #bits = new Map<Test, number>();
  readonly #automata = new Map<string, GlobStates>();
  readonly #known = new Map<string, Test>();
  readonly #reserved: readonly Test[];

  /**
   * `known` resolves policy variables; `more` are tests beside those of the policies, and those that
   * only named principals may pass.
   */
  constructor(
    policies: readonly PolicyDocument[],
    known: Context,
    more: { readonly tests: readonly Test[]; readonly reserved: readonly Test[] },
    budget: Budget,
  ) {
    this.budget = budget;
    this.#reserved = more.reserved;
    for (const test of [...more.tests, ...more.reserved]) this.#add(test);
    this.statements = new Map(
      policies.flatMap(({ version, statements }) =>
        statements.map((statement) => [statement, this.#read(statement, version, known)] as const),
      ),
    );
  }

  get keys(): readonly string[] {
    return [...this.#tests.keys()];
  }

  testsOn(key: string): readonly Test[] {
    return this.#tests.get(key) ?? [];
  }

  /** The bit of a test among all tests of its key. */
  bit(test: Test): bigint {
    return 1n << BigInt(this.#bits.get(test) ?? 0);
  }

  /** The automaton of all text that is compared with the values of a key. */
  automaton(key: string): GlobStates {
    let automaton = this.#automata.get(key);
    if (!automaton) {
      let reserved = 0n;
      for (const test of this.#reserved) if (test.key === key) reserved |= this.bit(test);
      automaton = new GlobStates(this.#patterns(key), this.budget, reserved);
      this.#automata.set(key, automaton);
    }
    return automaton;
  }

  *#patterns(key: string): Generator<OwnedPattern> {
    const tests = this.testsOn(key);
    for (const [test, { globs, foldsCase }] of tests.entries()) {
      for (const glob of globs) yield { glob, foldsCase, test };
    }
    if (!tests.some(({ condition }) => familyOf(condition) === 'bool')) return;
    for (const [at, word] of ['true', 'false'].entries()) {
      yield { glob: literalGlob(word), foldsCase: true, test: tests.length + at };
    }
  }

  #add<T extends Test>(test: T): T {
    const tests = this.#tests.get(test.key) ?? [];
    this.#bits.set(test, tests.length);
    this.#tests.set(test.key, [...tests, test]);
    for (const { test: perhaps } of test.perhaps) this.#add(perhaps);
    return test;
  }

  #once(name: string, make: () => Test): Test {
    let test = this.#known.get(name);
    if (!test) {
      test = this.#add(make());
      this.#known.set(name, test);
    }
    return test;
  }

  #read(statement: Statement, version: PolicyDocument['version'], known: Context): StatementTests {
    const { resource, conditions, principal } = statement;
    return {
      statement,
      ...(resource && {
        resource: this.#once(JSON.stringify(['Resource', version, ...resource.patterns]), () =>
          resourceTest(resource, version, known),
        ),
      }),
      conditions: conditions.map((condition) =>
        this.#once(nameOf(condition, version), () => conditionTest(condition, version, known)),
      ),
      ...(principal && { principal: this.#principal(principal) }),
    };
  }

  #principal({ aws, service, federated }: PrincipalElement): PrincipalTests {
    const list = (key: string, texts: readonly string[]): Test =>
      this.#add(listTest(key, texts.map(literalGlob)));
    const ids = aws.filter((entry) => /^[A-Z0-9]+$/.test(entry));
    const anySession = [0x3a, ANY_RUN];
    return {
      arns: list(
        'aws:principalarn',
        aws.filter((entry) => entry.startsWith('arn:')),
      ),
      uniqueIds: this.#add(
        listTest(
          'aws:userid',
          ids.map(literalGlob).flatMap((id) => [id, [...id, ...anySession]]),
        ),
      ),
      services: list('aws:principalservicename', service),
      providers: list('aws:federatedprovider', federated),
      sessions: aws.flatMap((entry) => {
        const [, prefix, role, session] = SESSION.exec(entry) ?? [];
        if (prefix === undefined || role === undefined || session === undefined) return [];
        return {
          prefix,
          role: this.#add(listTest('aws:principalarn', [[ANY_RUN, ...literalGlob(`/${role}`)]])),
          session: this.#add(
            listTest('aws:userid', [[ANY_RUN_IN_PART, 0x3a, ...literalGlob(session)]]),
          ),
        };
      }),
    };
  }
}

const SESSION = /^(arn:[^:]*:sts::[^:]*:)assumed-role\/([^/]+)\/(.+)$/s;

const familyOf = (condition: Condition | undefined) =>
  condition && operatorNamed(condition.operator)?.family;

const nameOf = (condition: Condition, version: PolicyDocument['version']): string => {
  const { set = '', operator, ifExists, key, values } = condition;
  return JSON.stringify([version, set, operator, ifExists, key.toLowerCase(), ...values]);
};
