import { AwsError } from '../../service.ts';
import { type Dashboard, dashboardsIn } from '../../services/cloudwatch/dashboards.ts';
import { string } from '../properties.ts';
import { type ResourceContext, resourceKind } from '../resource-kind.ts';

function put({ world, scope }: ResourceContext, name: string, body: string) {
  try {
    const parsed: Dashboard = JSON.parse(body);
    if (!Array.isArray(parsed.widgets)) throw new SyntaxError('widgets: is required');
    dashboardsIn(world, scope).set(name, parsed);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new AwsError('InvalidParameterInput', `The dashboard body is invalid: ${error.message}`);
  }
  return { ref: name, attributes: {} };
}

/** `AWS::CloudWatch::Dashboard` */
export const cloudWatchDashboard = resourceKind({
  read: (properties) => ({
    name: properties.optional('DashboardName', string),
    body: properties.required('DashboardBody', string),
  }),
  replacedBy: ['DashboardName'],
  create: (context, { name, body }) => put(context, name ?? context.generatedName(255), body),
  update: (context, { ref }, { body }) => put(context, ref, body),
  delete({ world, scope }, { ref }) {
    dashboardsIn(world, scope).delete(ref);
  },
});
