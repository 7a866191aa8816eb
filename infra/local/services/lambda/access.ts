import { resourcePolicy } from '../../functions/state.ts';
import type { AccessCheck, Call } from '../../service.ts';
import { calledArn, calledFunction, type FunctionInput } from './name.ts';

/** Asks for `lambda:<action>` on the function that the call names. */
export const onFunction =
  (action: string) =>
  (call: Call<FunctionInput>): readonly AccessCheck[] => {
    const lambda = calledFunction(call);
    const policy = lambda && resourcePolicy(lambda);
    return [
      {
        action: `lambda:${action}`,
        resource: calledArn(call),
        resourceAccount: call.scope.account,
        resourceKind: 'function',
        ...(policy === undefined ? {} : { resourcePolicy: policy }),
      },
    ];
  };
