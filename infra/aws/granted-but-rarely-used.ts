/**
 * Actions that the roles hold and an ordinary day does not see, each with the reason. A test holds
 * every other granted action to the calls that were really made.
 */
export const grantedButRarelyUsed: Readonly<Record<string, string>> = {
  'iam:GetPolicy':
    'an instance from before 2018-10-17 may have its bucket named by a managed policy of its role',
  'iam:GetPolicyVersion':
    'an instance from before 2018-10-17 may have its bucket named by a managed policy of its role',
  's3:GetBucketPublicAccessBlock':
    "the remediator asks only of a bucket whose policy keeps a customer's statement for everyone",
  's3:GetBucketTagging':
    'the remediator asks only for a plan that somebody is to approve: a tag may ask for an exception',
  'sqs:SendMessage':
    'Lambda reports an event that failed for good, with the role of the function that failed',
};
