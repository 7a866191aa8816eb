/** A policy as its author wrote it. Kept untouched; everything else works on the parsed form. */
export interface RawPolicy {
  readonly Version?: string;
  readonly Id?: string;
  readonly Statement: RawStatement | readonly RawStatement[];
}

export interface RawStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: RawPrincipal;
  readonly NotPrincipal?: RawPrincipal;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, RawValue>>>>;
}

export type RawPrincipal = '*' | Readonly<Record<string, string | readonly string[]>>;
export type RawValue = Scalar | readonly Scalar[];
type Scalar = string | number | boolean;

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html */
export interface PolicyDocument {
  /** A missing version means 2008-10-17, in which `${…}` is literal text. */
  readonly version: '2012-10-17' | '2008-10-17';
  readonly id?: string;
  readonly statements: readonly Statement[];
  readonly source: RawPolicy;
}

export interface Statement {
  /** Position in the document, counted from 0. */
  readonly index: number;
  readonly sid?: string;
  readonly effect: 'Allow' | 'Deny';
  /** Absent in identity policies. */
  readonly principal?: PrincipalElement;
  readonly action: PatternElement;
  /** Absent in role trust policies. */
  readonly resource?: PatternElement;
  /** All must hold. */
  readonly conditions: readonly Condition[];
}

/** `Action`/`NotAction`, `Resource`/`NotResource`. */
export interface PatternElement {
  readonly negated: boolean;
  readonly patterns: readonly string[];
}

/** `Principal`/`NotPrincipal`. `"*"` alone is `everyone`; `{"AWS":"*"}` is `aws: ['*']`. */
export interface PrincipalElement {
  readonly negated: boolean;
  readonly everyone: boolean;
  readonly aws: readonly string[];
  readonly service: readonly string[];
  readonly federated: readonly string[];
  readonly canonicalUser: readonly string[];
}

/** One operator applied to one key. */
export interface Condition {
  /** The base operator in AWS's spelling (`StringLike`, `ArnNotEquals`, `Null`, …), or as written when unknown. */
  readonly operator: string;
  readonly set?: 'ForAllValues' | 'ForAnyValue';
  readonly ifExists: boolean;
  /** As written; compare without regard to case. */
  readonly key: string;
  readonly values: readonly string[];
}
