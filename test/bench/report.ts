import { gzipSync } from 'node:zlib';
import { renderHtml } from '#cli/report/html/render.ts';
import { tlsOnlyPolicy } from '#infra/local/scenarios/contact-center/policies.ts';
import type { Arn } from '#shared/connect/arn.ts';
import { rules } from '#shared/rules/registry.ts';
import type { RuleKind } from '#shared/rules/rule.ts';
import type { AuditedPlace, AuditedResource, AuditFinding } from '#shared/usecases/audit/report.ts';
import { judged } from '../cli/report/sample-policies.ts';
import { count, type Figures, measured } from './figures.ts';

const instances = 100;
const stored = ['CALL_RECORDINGS', 'CHAT_TRANSCRIPTS', 'SCHEDULED_REPORTS', 'ATTACHMENTS'];
const arn = (service: string, resource: string): Arn =>
  `arn:aws:${service}:eu-central-1:111122223333:${resource}`;

/** A hundred instances, each with four buckets, a key, a stream and an administrator. */
function place(): AuditedPlace {
  const witness = judged('center-0', tlsOnlyPolicy('center-0'));
  const resources: AuditedResource[] = [];
  const findings: AuditFinding[] = [];
  const add = (kind: RuleKind, type: string, name: string, instance: Arn): void => {
    const used = { instances: [instance] };
    resources.push({ type, id: name, name, ...used });
    for (const { id: rule, ...of } of rules.filter((each) => each.kind === kind)) {
      const lot = (findings.length * 7919) % 10;
      const verdict = lot < 3 ? 'NON_COMPLIANT' : lot < 4 ? 'INDETERMINATE' : 'COMPLIANT';
      findings.push({
        ...{ rule, kind, title: of.title, severity: of.severity },
        ...{ remediation: of.remediation, sources: of.sources },
        ...{ resourceType: type, resourceId: name, resourceName: name, verdict, ...used },
        because: `What was found out about ${name}, in a sentence of the usual length.`,
        ...(rule === 'bucket-policy-least-privilege' && lot < 3 && witness),
      });
    }
  };
  const all = Array.from({ length: instances }, (_, n) => {
    const [own, key, stream] = [
      arn('connect', `instance/${n}`),
      arn('kms', `key/${n}`),
      arn('kinesis', `stream/records-${n}`),
    ];
    const storage = stored.map((resourceType, index) => ({
      ...{ resourceType, storageType: 'S3', bucket: `center-${n}-${index}`, key },
    }));
    add('instance', 'AWS::Connect::Instance', own, own);
    for (const { bucket } of storage) add('bucket', 'AWS::S3::Bucket', bucket, own);
    add('key', 'AWS::KMS::Key', key, own);
    add('stream', 'AWS::Kinesis::Stream', stream, own);
    add('administrator', 'AWS::IAM::Role', `AROA${n}`, own);
    const records = {
      resourceType: 'CONTACT_TRACE_RECORDS',
      storageType: 'KINESIS_STREAM',
      stream,
    };
    return {
      arn: own,
      id: `${n}`,
      alias: `center-${n}`,
      storage: [...storage, records],
      deliveries: [],
    };
  });
  return {
    ...{ partition: 'aws', account: '111122223333', region: 'eu-central-1', settings: 'in-force' },
    inventory: { from: 'live', takenAt: '2026-11-22T03:12:00.000Z' },
    ...{ instances: all, resources, findings, denied: [], remediations: [] },
  };
}

/** The page of a large account; the first of a process, as the command makes it. */
export function benchReport(): Figures {
  const one = place();
  const takenAt = '2026-11-22T03:12:00.000Z';
  const begun = performance.now();
  const text = renderHtml({ version: 1, guardVersion: '0.1.0', takenAt, places: [one] });
  const milliseconds = performance.now() - begun;
  const data = { what: 'its data', value: Buffer.byteLength(JSON.stringify(one)) / 1e6 };
  const megabytes = Buffer.byteLength(text) / 1e6;
  const open = one.findings.filter(({ verdict }) => verdict !== 'COMPLIANT');
  return {
    findings: count(one.findings.length, 'findings'),
    'findings that are open': count(open.length, 'findings'),
    written: measured(milliseconds, 'ms'),
    size: measured(megabytes, 'MB', data),
    'size, zipped': measured(gzipSync(text).byteLength / 1e6, 'MB', data),
  };
}
