import type * as client from '@aws-sdk/client-securityhub';
import { AwsError, type Operation } from '../../service.ts';
import { findingFaults } from './finding-faults.ts';
import { enabledHub, findingKey } from './state.ts';
import { storeFinding } from './store-finding.ts';

const mostAtOnce = 100;
const mostMegabytes = 6;

/**
 * @see https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchImportFindings.html
 * @see https://docs.aws.amazon.com/securityhub/latest/partnerguide/guidelines-batchimportfindings.html
 */
export const batchImportFindings: Operation<
  client.BatchImportFindingsRequest,
  client.BatchImportFindingsResponse
> = {
  access: ({ scope, input }) =>
    [...new Set((input.Findings ?? []).map(({ ProductArn }) => ProductArn ?? '*'))].map(
      (resource) => ({
        action: 'securityhub:BatchImportFindings',
        resource,
        resourceAccount: scope.account,
      }),
    ),
  run({ world, scope, input: { Findings: told = [] } }) {
    const { findings } = enabledHub(world, scope);
    if (told.length > mostAtOnce) throw invalid(`has more than ${mostAtOnce}`);
    if (Buffer.byteLength(JSON.stringify(told)) > mostMegabytes * 1024 * 1024) {
      throw invalid(`is larger than ${mostMegabytes} MB`);
    }
    const failed = told.flatMap((finding): client.ImportFindingsError[] => {
      const { ProductArn, Id, UpdatedAt = '' } = finding;
      const [fault] = findingFaults(finding, scope);
      const before = findings.get(findingKey({ ProductArn, Id }));
      const late = Date.parse(UpdatedAt) <= Date.parse(before?.UpdatedAt ?? '');
      const ErrorMessage = fault ?? (late ? 'UpdatedAt must be later than before' : undefined);
      if (ErrorMessage !== undefined) return [{ Id, ErrorCode: 'InvalidInput', ErrorMessage }];
      storeFinding(world, scope, finding);
      return [];
    });
    return {
      FailedCount: failed.length,
      SuccessCount: told.length - failed.length,
      FailedFindings: failed,
    };
  },
};

const invalid = (problem: string): AwsError =>
  new AwsError('InvalidInputException', `Invalid parameter 'Findings': it ${problem}`);
