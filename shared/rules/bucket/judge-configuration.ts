import { cannotTell, notApplicable, told } from '../judgements.ts';
import type { Judgement } from '../rule.ts';
import type { BucketConfiguration, BucketFacts } from './facts.ts';

/** Judges how a bucket of Connect is configured; others, and buckets that are not ours, it does not. */
export function judgeConfiguration(
  { use, inspected, bucket }: BucketFacts,
  judge: (configuration: BucketConfiguration) => Judgement,
): Judgement {
  if (use.instances.length === 0 && use.complete) {
    return notApplicable('No Connect instance of this account and region stores here.');
  }
  if (use.instances.length === 0 || !inspected) {
    return cannotTell(`the inventory is incomplete: ${use.unreadable.map(told).join('; ')}`);
  }
  const { ownership, configuration } = inspected;
  if (ownership.state !== 'known') {
    const why = ownership.state === 'unreadable' ? told(ownership.why) : 'the inventory is silent';
    return cannotTell(`whose bucket ${bucket} is: ${why}`);
  }
  return ownership.value.owner === 'this-account'
    ? judge(configuration)
    : cannotTell(`Connect stores in ${bucket}, which is not a bucket of this account`);
}
