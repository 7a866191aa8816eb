import * as client from '@aws-sdk/client-account';
import { nextPage } from '../../next-page.ts';
import type { Operation, Service } from '../../service.ts';
import { regionsOf } from './state.ts';

const listRegions: Operation<client.ListRegionsRequest, client.ListRegionsResponse> = {
  access: ({ scope: { partition, account } }) => [
    {
      action: 'account:ListRegions',
      resource: `arn:${partition}:account::${account}:account`,
      resourceAccount: account,
    },
  ],
  run({ world, scope, input }) {
    const wanted = input.RegionOptStatusContains ?? [];
    const regions = [...regionsOf(world, scope)]
      .filter(([, status]) => wanted.length === 0 || wanted.includes(status))
      .map(([RegionName, RegionOptStatus]) => ({ RegionName, RegionOptStatus }));
    const { items, next } = nextPage(regions, input, 50);
    return { Regions: [...items], ...next };
  },
};

/** AWS Account Management: which regions an account has enabled. */
export const service: Service = {
  signingName: 'account',
  protocol: 'restJson1',
  client,
  operations: { ListRegions: listRegions },
};
