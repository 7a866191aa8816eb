import { connectState } from '../../services/connect/state.ts';
import { gone } from '../configuration-item.ts';
import type { RecordResource } from './index.ts';

/** The attributes that the schema of `AWS::Connect::Instance` has. */
const attributes: Readonly<Record<string, string>> = {
  InboundCalls: 'INBOUND_CALLS',
  OutboundCalls: 'OUTBOUND_CALLS',
  ContactflowLogs: 'CONTACTFLOW_LOGS',
  ContactLens: 'CONTACT_LENS',
  AutoResolveBestVoices: 'AUTO_RESOLVE_BEST_VOICES',
  UseCustomTTSVoices: 'USE_CUSTOM_TTS_VOICES',
  EarlyMedia: 'EARLY_MEDIA',
};

/** `AWS::Connect::Instance` as its CloudFormation schema has it, without a call of Connect. */
export const recordInstance: RecordResource = async (world, scope, { arn }) => {
  const instance = connectState(world, scope).instances.get(arn.slice(arn.lastIndexOf('/') + 1));
  if (!instance) return gone;
  return {
    created: instance.created,
    tags: {},
    configuration: {
      Id: instance.id,
      Arn: instance.arn,
      InstanceAlias: instance.alias,
      IdentityManagementType: instance.identityManagement,
      InstanceStatus: instance.status,
      ServiceRole: instance.serviceRole,
      CreatedTime: instance.created.toISOString(),
      Attributes: Object.fromEntries(
        Object.entries(attributes).map(([name, type]) => [
          name,
          instance.attributes.get(type) === 'true',
        ]),
      ),
    },
    supplementary: {},
    refused: [],
  };
};
