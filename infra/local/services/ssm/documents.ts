import type * as Ssm from '@aws-sdk/client-ssm';
import { versionNumber } from '../../automation/start.ts';
import { type AccessCheck, AwsError, type Call, type Operation } from '../../service.ts';
import { putDocument } from './put-document.ts';
import { type StoredDocument, ssmState } from './state.ts';

interface Named {
  readonly Name: string | undefined;
  readonly DocumentVersion?: string | undefined;
}

const onDocument = ({ scope, operation, input }: Call<Named>): readonly AccessCheck[] => [
  {
    action: `ssm:${operation}`,
    resource: `arn:${scope.partition}:ssm:${scope.region}:${scope.account}:document/${input.Name}`,
    resourceAccount: scope.account,
  },
];

/** @throws AwsError `InvalidDocument`, `InvalidDocumentVersion` */
function existing({ world, scope, input }: Call<Named>) {
  const document = ssmState(world, scope).documents.get(input.Name ?? '');
  if (document === undefined) {
    throw new AwsError('InvalidDocument', `Document with name ${input.Name} does not exist.`);
  }
  const version = versionNumber(document, input.DocumentVersion ?? '$DEFAULT');
  const found = document.versions[version - 1];
  if (found === undefined) {
    const message = `Document ${document.name} has no version ${input.DocumentVersion}.`;
    throw new AwsError('InvalidDocumentVersion', message);
  }
  return { document, version, content: found.content };
}

const getDocument: Operation<Ssm.GetDocumentRequest, Ssm.GetDocumentResult> = {
  access: onDocument,
  run(call) {
    const { document, version, content } = existing(call);
    return {
      Name: document.name,
      CreatedDate: document.created,
      DocumentVersion: String(version),
      Status: 'Active',
      Content: JSON.stringify(content, null, 2),
      DocumentType: 'Automation',
      DocumentFormat: 'JSON',
    };
  },
};

const describeDocument: Operation<Ssm.DescribeDocumentRequest, Ssm.DescribeDocumentResult> = {
  access: onDocument,
  run(call) {
    const { document, version, content } = existing(call);
    const { parameters = {} } = content;
    return {
      Document: {
        ...identifierOf(document),
        DocumentVersion: String(version),
        Status: 'Active',
        ...(typeof content.description === 'string' ? { Description: content.description } : {}),
        Parameters: Object.entries(parameters ?? {}).map(([name, parameter]) => ({
          Name: name,
          Type: parameter?.type === 'StringList' ? 'StringList' : 'String',
          ...(typeof parameter?.description === 'string'
            ? { Description: parameter.description }
            : {}),
        })),
        LatestVersion: String(document.versions.length),
        DefaultVersion: String(document.defaultVersion),
      },
    };
  },
};

const listDocuments: Operation<Ssm.ListDocumentsRequest, Ssm.ListDocumentsResult> = {
  access: ({ scope }) => [
    { action: 'ssm:ListDocuments', resource: '*', resourceAccount: scope.account },
  ],
  run: ({ world, scope }) => ({
    DocumentIdentifiers: [...ssmState(world, scope).documents.values()].map((document) => ({
      ...identifierOf(document),
      DocumentVersion: String(document.defaultVersion),
    })),
  }),
};

const createDocument: Operation<Ssm.CreateDocumentRequest, Ssm.CreateDocumentResult> = {
  access: onDocument,
  run({ world, scope, input }) {
    if (input.DocumentType !== 'Automation' || (input.DocumentFormat ?? 'JSON') !== 'JSON') {
      const message = 'The embedded AWS takes Automation documents in JSON only.';
      throw new AwsError('InvalidDocumentContent', message);
    }
    const content = contentOf(input.Content);
    const document = putDocument(world, scope, input.Name ?? '', content, { replace: false });
    return { DocumentDescription: { ...identifierOf(document), Status: 'Active' } };
  },
};

const deleteDocument: Operation<Ssm.DeleteDocumentRequest, Ssm.DeleteDocumentResult> = {
  access: onDocument,
  run(call) {
    ssmState(call.world, call.scope).documents.delete(existing(call).document.name);
    return {};
  },
};

function contentOf(text: string | undefined) {
  try {
    return JSON.parse(text ?? '');
  } catch {
    throw new AwsError('InvalidDocumentContent', 'The content is not JSON.');
  }
}

const identifierOf = ({ name, created, tags, arn }: StoredDocument) => ({
  Name: name,
  CreatedDate: created,
  Owner: arn.split(':')[4] ?? '',
  PlatformTypes: ['Windows', 'Linux', 'MacOS'] as Ssm.PlatformType[],
  DocumentType: 'Automation' as const,
  SchemaVersion: '0.3',
  DocumentFormat: 'JSON' as const,
  Tags: [...tags],
});

export const documentOperations = {
  GetDocument: getDocument,
  DescribeDocument: describeDocument,
  ListDocuments: listDocuments,
  CreateDocument: createDocument,
  DeleteDocument: deleteDocument,
};
