import { parseAutomationDocument } from '../../automation/document.ts';
import { isJsonObject, type Json } from '../../cloudformation/json.ts';
import { TemplateError } from '../../cloudformation/template.ts';
import { AwsError } from '../../service.ts';
import type { Scope, World } from '../../world.ts';
import { type StoredDocument, ssmState } from './state.ts';

/**
 * Makes an Automation document, or a new default version of it when `replace` is set.
 * @throws AwsError `InvalidDocumentContent` with the path of the fault, `DocumentAlreadyExists`.
 */
export function putDocument(
  world: World,
  scope: Scope,
  name: string,
  content: Json,
  { replace }: { readonly replace: boolean },
): StoredDocument {
  const { documents } = ssmState(world, scope);
  if (!/^[\w.-]{3,128}$/.test(name)) {
    throw new AwsError('ValidationException', `${name} is not a document name`);
  }
  const version = parsed(content);
  const existing = documents.get(name);
  if (existing !== undefined) {
    if (!replace) {
      throw new AwsError('DocumentAlreadyExists', `Document with name ${name} already exists.`);
    }
    existing.versions.push(version);
    existing.defaultVersion = existing.versions.length;
    return existing;
  }
  const { partition, account, region } = scope;
  const document: StoredDocument = {
    name,
    arn: `arn:${partition}:ssm:${region}:${account}:document/${name}`,
    created: world.clock.now(),
    versions: [version],
    defaultVersion: 1,
    tags: [],
  };
  documents.set(name, document);
  return document;
}

function parsed(content: Json) {
  if (!isJsonObject(content)) throw new AwsError('InvalidDocumentContent', 'is not an object');
  try {
    return { content, automation: parseAutomationDocument(content) };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new AwsError('InvalidDocumentContent', error.message);
  }
}
