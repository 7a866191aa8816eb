/** How the values of a condition are compared. */
export type OperatorFamily =
  | 'string'
  | 'string-ignore-case'
  | 'string-like'
  | 'arn'
  | 'numeric'
  | 'date'
  | 'bool'
  | 'ip'
  | 'binary'
  | 'null';

export type Relation = 'equals' | 'less' | 'less-or-equal' | 'greater' | 'greater-or-equal';

/** One condition operator without its `ForAllValues:`/`ForAnyValue:` and `IfExists`. */
export interface Operator {
  readonly name: string;
  readonly family: OperatorFamily;
  /** `…Not…`: true when no value matches, and when the key is absent. */
  readonly negated: boolean;
  readonly relation: Relation;
}

const op = (name: string, family: OperatorFamily, relation: Relation = 'equals'): Operator => ({
  name,
  family,
  negated: name.includes('Not'),
  relation,
});

const ordered = (prefix: 'Numeric' | 'Date', family: OperatorFamily): Operator[] => [
  op(`${prefix}Equals`, family),
  op(`${prefix}NotEquals`, family),
  op(`${prefix}LessThan`, family, 'less'),
  op(`${prefix}LessThanEquals`, family, 'less-or-equal'),
  op(`${prefix}GreaterThan`, family, 'greater'),
  op(`${prefix}GreaterThanEquals`, family, 'greater-or-equal'),
];

/**
 * Every condition operator of the IAM policy language.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export const OPERATORS: readonly Operator[] = [
  op('StringEquals', 'string'),
  op('StringNotEquals', 'string'),
  op('StringEqualsIgnoreCase', 'string-ignore-case'),
  op('StringNotEqualsIgnoreCase', 'string-ignore-case'),
  op('StringLike', 'string-like'),
  op('StringNotLike', 'string-like'),
  ...ordered('Numeric', 'numeric'),
  ...ordered('Date', 'date'),
  op('Bool', 'bool'),
  op('BinaryEquals', 'binary'),
  op('IpAddress', 'ip'),
  op('NotIpAddress', 'ip'),
  op('ArnEquals', 'arn'),
  op('ArnNotEquals', 'arn'),
  op('ArnLike', 'arn'),
  op('ArnNotLike', 'arn'),
  op('Null', 'null'),
];

const BY_NAME = new Map(OPERATORS.map((operator) => [operator.name.toLowerCase(), operator]));

/** Finds an operator without regard to case; undefined when the language has none of this name. */
export const operatorNamed = (name: string): Operator | undefined =>
  BY_NAME.get(name.toLowerCase());
