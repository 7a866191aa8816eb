import { fromRaw } from '../parse.ts';

/** Allows everything: stands for the identity policies that a question about a resource is not about. */
export const ANYTHING = fromRaw(
  { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } },
  'identity',
);
