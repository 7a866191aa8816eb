import type * as Iam from '@aws-sdk/client-iam';
import { AwsError, type Operation } from '../../service.ts';
import type { StateSlot } from '../../world.ts';
import { onResource } from './access.ts';

interface Job {
  readonly arn: string;
  readonly at: Date;
}

const slot: StateSlot<Map<string, Job>> = {
  name: 'iam-last-accessed',
  span: 'account',
  create: () => new Map(),
};

const generate: Operation<
  Iam.GenerateServiceLastAccessedDetailsRequest,
  Iam.GenerateServiceLastAccessedDetailsResponse
> = {
  access: (call) => onResource(call, call.input.Arn ?? ''),
  run({ world, scope, input, requestId }) {
    world.state(slot, scope).set(requestId, { arn: input.Arn ?? '', at: world.clock.now() });
    return { JobId: requestId };
  },
};

/** From the ledger: the last attempt at each service, refused ones included, as IAM counts. */
const get: Operation<
  Iam.GetServiceLastAccessedDetailsRequest,
  Iam.GetServiceLastAccessedDetailsResponse
> = {
  access: (call) => onResource(call, '*'),
  run({ world, scope, input }) {
    const job = world.state(slot, scope).get(input.JobId ?? '');
    if (!job) throw new AwsError('NoSuchEntity', `There is no job ${input.JobId}.`, 404);
    const last = new Map<string, Date>();
    for (const { principal, checks, at } of world.ledger.entries) {
      if (principal !== job.arn || at > job.at) continue;
      for (const { action } of checks) last.set(action.split(':')[0] ?? '', at);
    }
    return {
      JobStatus: 'COMPLETED',
      JobCreationDate: job.at,
      JobCompletionDate: job.at,
      ServicesLastAccessed: [...last].map(([namespace, LastAuthenticated]) => ({
        ServiceName: namespace,
        ServiceNamespace: namespace,
        LastAuthenticated,
        LastAuthenticatedEntity: job.arn,
        TotalAuthenticatedEntities: 1,
      })),
    };
  },
};

export const lastAccessedOperations = {
  GenerateServiceLastAccessedDetails: generate,
  GetServiceLastAccessedDetails: get,
};
