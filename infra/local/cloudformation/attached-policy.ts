import { policyText } from '../services/iam/valid.ts';
import { anyObject, listOf, string } from './properties.ts';
import { type ResourceContext, type ResourceKind, resourceKind } from './resource-kind.ts';

interface Attaching {
  /** @throws AwsError when there is no such holder */
  attach(context: ResourceContext, holder: string, policy: string): void;
  /** Nothing is done to a holder that is gone. */
  detach(context: ResourceContext, holder: string): void;
}

/** A type that gives one policy to several holders, which `property` names. */
export function attachedPolicy(property: string, { attach, detach }: Attaching): ResourceKind {
  interface Attached {
    readonly holders: readonly string[];
    readonly document: object;
  }
  const attachAll = (context: ResourceContext, { holders, document }: Attached): void => {
    const policy = policyText(document, 'resource');
    for (const holder of holders) attach(context, holder, policy);
  };
  return resourceKind({
    read: (properties): Attached => ({
      holders: properties.required(property, listOf(string)),
      document: properties.required('PolicyDocument', anyObject),
    }),
    replacedBy: [property],
    create(context, attached) {
      attachAll(context, attached);
      const id = context.generatedName(80);
      return { ref: id, attributes: { Id: id } };
    },
    update(context, resource, attached) {
      attachAll(context, attached);
      return resource;
    },
    delete(context, _, { holders }) {
      for (const holder of holders) detach(context, holder);
    },
  });
}
