import { describe, expect, it } from '@jest/globals';
import { type EvaluationContext, evaluate } from '#infra/local/cloudformation/intrinsics.ts';
import type { Json } from '#infra/local/cloudformation/json.ts';

const context: EvaluationContext = {
  parameters: { Days: '90', Zones: ['a', 'b'] },
  pseudoParameters: { 'AWS::Region': 'eu-central-1', 'AWS::Partition': 'aws' },
  mappings: { Regions: { 'eu-central-1': { Name: 'Frankfurt' } } },
  conditions: {
    Yes: { 'Fn::Equals': [{ Ref: 'Days' }, '90'] },
    No: { 'Fn::Not': [{ Condition: 'Yes' }] },
  },
  resource: (id) =>
    id === 'Role' ? { ref: 'role-1', attributes: { Arn: 'arn:role-1', 'A.B': 'deep' } } : undefined,
};
const value = (json: Json): Json => evaluate(json, context, 'Here');

describe('an intrinsic function', () => {
  it.each<[string, Json, Json]>([
    ['Ref of a resource', { Ref: 'Role' }, 'role-1'],
    ['Ref of a parameter', { Ref: 'Days' }, '90'],
    ['Ref of a pseudo parameter', { Ref: 'AWS::Region' }, 'eu-central-1'],
    ['Ref of a list parameter', { Ref: 'Zones' }, ['a', 'b']],
    ['Fn::GetAtt as a list', { 'Fn::GetAtt': ['Role', 'Arn'] }, 'arn:role-1'],
    ['Fn::GetAtt as text', { 'Fn::GetAtt': 'Role.A.B' }, 'deep'],
    ['Fn::Sub', { 'Fn::Sub': '${AWS::Partition}:${Role}:${Role.Arn}' }, 'aws:role-1:arn:role-1'],
    [
      'Fn::Sub with variables',
      { 'Fn::Sub': ['${Days}-${X}', { X: { Ref: 'Role' }, Days: 1 }] },
      '1-role-1',
    ],
    ['Fn::Sub with a literal', { 'Fn::Sub': '${!aws:userid} ${Days}' }, '${aws:userid} 90'],
    ['Fn::Join', { 'Fn::Join': ['-', ['x', { Ref: 'Role' }, 3]] }, 'x-role-1-3'],
    ['Fn::Join over a reference', { 'Fn::Join': [',', { Ref: 'Zones' }] }, 'a,b'],
    ['Fn::Select', { 'Fn::Select': ['1', { 'Fn::Split': [':', 'p:q:r'] }] }, 'q'],
    ['Fn::If that holds', { 'Fn::If': ['Yes', { Ref: 'Role' }, 'other'] }, 'role-1'],
    ['Fn::If that does not', { 'Fn::If': ['No', { Ref: 'Missing' }, 'other'] }, 'other'],
    [
      'Fn::FindInMap',
      { 'Fn::FindInMap': ['Regions', { Ref: 'AWS::Region' }, 'Name'] },
      'Frankfurt',
    ],
    ['Fn::Base64', { 'Fn::Base64': 'abc' }, 'YWJj'],
    [
      'Fn::And of Fn::Or',
      { 'Fn::And': [{ Condition: 'Yes' }, { 'Fn::Or': [{ Condition: 'No' }, 'true'] }] },
      true,
    ],
    [
      'AWS::NoValue in an object',
      { a: 1, b: { 'Fn::If': ['No', 2, { Ref: 'AWS::NoValue' }] } },
      { a: 1 },
    ],
    ['AWS::NoValue in a list', [1, { Ref: 'AWS::NoValue' }, 3], [1, 3]],
  ])('is worked out: %s', (_, json, expected) => {
    expect(value(json)).toEqual(expected);
  });

  it.each<[string, Json, string]>([
    ['an unknown reference', { a: [{ Ref: 'Missing' }] }, 'Here.a[0].Ref: there is no Missing'],
    ['an unknown attribute', { 'Fn::GetAtt': ['Role', 'Size'] }, 'Role has no attribute Size'],
    ['an unknown function', { 'Fn::Transform': {} }, 'Here: Fn::Transform is not supported'],
    ['two functions in one object', { Ref: 'Role', 'Fn::Sub': '' }, 'stands beside other keys'],
    ['an index beyond the list', { 'Fn::Select': [5, ['a']] }, 'the list has no element 5'],
    ['a missing mapping', { 'Fn::FindInMap': ['Regions', 'x', 'y'] }, 'no mapping Regions.x.y'],
    ['an unknown condition', { 'Fn::If': ['Maybe', 1, 2] }, 'there is no condition Maybe'],
    ['a list where text must stand', { 'Fn::Sub': '${Zones}' }, 'expected a string'],
  ])('is refused with its path: %s', (_, json, message) => {
    expect(() => value(json)).toThrow(message);
  });
});
