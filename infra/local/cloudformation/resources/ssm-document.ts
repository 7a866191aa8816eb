import { putDocument } from '../../services/ssm/put-document.ts';
import { ssmState } from '../../services/ssm/state.ts';
import { anyObject, oneOf, string, tags } from '../properties.ts';
import { resourceKind } from '../resource-kind.ts';
import { TemplateError } from '../template.ts';

/** `AWS::SSM::Document`: Automation runbooks in JSON. */
export const ssmDocument = resourceKind({
  read: (properties) => {
    properties.required('DocumentType', oneOf('Automation'));
    properties.optional('DocumentFormat', oneOf('JSON'));
    return {
      name: properties.optional('Name', string),
      content: properties.required('Content', anyObject),
      updateMethod:
        properties.optional('UpdateMethod', oneOf('NewVersion', 'Replace')) ?? 'Replace',
      tags: properties.optional('Tags', tags) ?? [],
    };
  },
  replacedBy: ['Name', 'DocumentType', 'DocumentFormat'],
  create({ world, scope, generatedName }, { name, content, tags: given }) {
    const chosen = name ?? generatedName(128);
    const document = putDocument(world, scope, chosen, content, { replace: false });
    document.tags = given;
    return { ref: document.name, attributes: {} };
  },
  update({ world, scope, path }, resource, { content, tags: given, updateMethod }) {
    if (updateMethod === 'Replace') {
      const message = 'Replace would delete a named document first; use NewVersion';
      throw new TemplateError(`${path}.UpdateMethod`, message);
    }
    putDocument(world, scope, resource.ref, content, { replace: true }).tags = given;
    return resource;
  },
  delete({ world, scope }, { ref }) {
    ssmState(world, scope).documents.delete(ref);
  },
});
