import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  arnMatches,
  compileArn,
  compileGlob,
  matchesAction,
  matchesWildcard,
} from '#shared/policy/match.ts';

/** The definition of wildcards, read off the page: slow, recursive, sharing no code. */
function matchesByDefinition(pattern: readonly string[], text: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return text.length === 0;
  if (first === '*') {
    return (
      matchesByDefinition(rest, text) ||
      (text.length > 0 && matchesByDefinition(pattern, text.slice(1)))
    );
  }
  return (
    text.length > 0 &&
    (first === '?' || first === text[0]) &&
    matchesByDefinition(rest, text.slice(1))
  );
}

describe('matchesWildcard', () => {
  it('agrees with the definition, newlines, colons and characters of two code units included', () => {
    const character = fc.constantFrom('a', 'b', '*', '?', ':', '\n', '😀', '\ud83d', '\ude00');
    fc.assert(
      fc.property(
        fc.array(character, { maxLength: 7 }),
        fc.array(character, { maxLength: 7 }),
        (left, right) => {
          const [pattern, text] = [left.join(''), right.join('')];
          expect(matchesWildcard(pattern, text)).toBe(matchesByDefinition([...pattern], [...text]));
        },
      ),
      { numRuns: 5000 },
    );
  });

  it('answers a pattern made for exponential backtracking', () => {
    expect(matchesWildcard(`${'*a'.repeat(60)}b`, 'a'.repeat(4000))).toBe(false);
    expect(matchesWildcard(`${'*?'.repeat(60)}`, 'a'.repeat(4000))).toBe(true);
  });
});

describe('matchesAction', () => {
  it.each([
    [['s3:GetObject'], 'S3:getobject', true],
    [['s3:Get*', 's3:Put*'], 's3:PutObject', true],
    [['*'], 'connect:ListInstances', true],
    [['s3:Get*'], 's3express:GetObject', false],
  ])('%j covers %s: %s', (patterns, action, expected) => {
    expect(matchesAction(patterns, action)).toBe(expected);
  });
});

describe('arnMatches', () => {
  const matches = (pattern: string, arn: string): boolean | undefined => {
    const parts = compileArn(compileGlob(pattern));
    return parts && arnMatches(parts, arn);
  };

  it.each([
    ['arn:aws:iam::*:role/Admin*', 'arn:aws:iam::111122223333:role/Administrator', true],
    ['arn:*:iam::111122223333:role/*', 'arn:aws-cn:iam::111122223333:role/path/Name', true],
    ['arn:aws:iam::111122223333:*', 'arn:aws:iam::111122223333:role/a:b', true],
    ['arn:aws:*:role/x', 'arn:aws:iam::111122223333:role/x', undefined],
    ['arn:aws:s*:::topic', 'arn:aws:sns:us-east-1:111122223333:topic', false],
    ['arn:aws:iam::111122223333:role/x', 'not an ARN', false],
    ['*', 'arn:aws:iam::111122223333:role/x', undefined],
  ])('%s against %s: %s', (pattern, arn, expected) => {
    expect(matches(pattern, arn)).toBe(expected);
  });
});
