import type { PolicyDocument } from '../document.ts';
import { ActionSet, actionPatterns, unlistedActions } from './actions.ts';
import type { Budget } from './budget.ts';
import { anyCharacter } from './characters.ts';
import type { CharacterClass, Segment, Shape } from './explore.ts';
import type { Target } from './space.ts';
import { variableResources } from './variable-examples.ts';

const characters = (pattern: RegExp, samples: string): CharacterClass => ({
  has: (char) => pattern.test(String.fromCodePoint(char)),
  samples,
});

const feeds = [0];
const text = (literal: string): Segment => ({ feeds, text: literal });
const some = (of: CharacterClass, least = 1): Segment => ({ feeds, of, least });

const bucketName = characters(/[^:/\s*?]/, 'bxyzacdefghijk0123456789');
const label = characters(/[a-z0-9-]/, 'xyzabcdefghijk0123456789');
const digit = characters(/\d/, '9876543210');

/** What requests can be about: S3 actions on what they work on, all others on anything. */
export function compareTargets(
  partition: string,
  policies: readonly PolicyDocument[],
  budget: Budget,
): readonly Target[] {
  const patterns = actionPatterns(policies);
  const s3 = unlistedActions(patterns, 's3', budget);
  const all = unlistedActions(patterns, undefined, budget);
  const bucket = [text(`arn:${partition}:s3:::`), some(bucketName)];
  const accessPoint = [
    ...[text(`arn:${partition}:s3:`), some(label, 0), text(':'), some(digit, 0)],
    ...[text(':accesspoint/'), some(bucketName)],
  ];
  const arn: Shape = [
    ...[text(`arn:${partition}:`), some(label), text(':'), some(label, 0), text(':')],
    ...[some(digit, 0), text(':'), some(anyCharacter)],
  ];
  const object = new RegExp(`^arn:${partition}:s3:::[^:/*?\\s]+/.`, 's');
  const named = (kind: string): string => `${kind} in ${partition}`;
  return [
    {
      name: named('object'),
      actions: new ActionSet('object', s3),
      shapes: [
        [...bucket, text('/'), some(anyCharacter)],
        [...accessPoint, text('/object/'), some(anyCharacter)],
      ],
      examples: variableResources(policies).filter((each) => object.test(each)),
    },
    {
      name: named('bucket'),
      actions: new ActionSet('bucket', s3),
      shapes: [bucket, accessPoint],
      examples: [],
    },
    {
      name: named('other'),
      actions: new ActionSet('other', all),
      shapes: [[text('*')], arn],
      examples: [],
    },
  ];
}
