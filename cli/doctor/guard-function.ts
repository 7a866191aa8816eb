import {
  type FunctionConfiguration,
  GetFunctionConfigurationCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import { awsError, perform } from '#shared/aws/errors.ts';
import type { ClientConfig } from '../account/open-account.ts';

/** One of the guard's functions as AWS Lambda has it; undefined when it is missing. @throws AwsCallFailed */
export const guardFunction = (
  client: ClientConfig,
  name: string,
): Promise<FunctionConfiguration | undefined> =>
  perform('lambda:GetFunctionConfiguration', async () => {
    try {
      return await new LambdaClient(client).send(
        new GetFunctionConfigurationCommand({ FunctionName: name }),
      );
    } catch (error) {
      if (awsError(error).code === 'ResourceNotFoundException') return undefined;
      throw error;
    }
  });
