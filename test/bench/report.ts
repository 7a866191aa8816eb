import { gzipSync } from 'node:zlib';
import { renderHtml } from '#cli/report/html/render.ts';
import type { Arn } from '#shared/connect/arn.ts';
import { rules } from '#shared/rules/registry.ts';
import type { RuleKind } from '#shared/rules/rule.ts';
import type { AuditedPlace, AuditedResource, AuditFinding } from '#shared/usecases/audit/report.ts';
import { judged, tlsOnly } from '../cli/report/sample-policies.ts';

/** The page of a large account. */
export interface ReportBench {
  readonly instances: number;
  readonly buckets: number;
  readonly findings: number;
  /** Of those, violations and what could not be told. */
  readonly open: number;
  readonly milliseconds: number;
  readonly megabytes: number;
  readonly zippedMegabytes: number;
}

const instances = 100;
const stored = ['CALL_RECORDINGS', 'CHAT_TRANSCRIPTS', 'SCHEDULED_REPORTS', 'ATTACHMENTS'];
const arn = (service: string, resource: string): Arn =>
  `arn:aws:${service}:eu-central-1:111122223333:${resource}`;

/** A hundred instances, each with four buckets, a key, a stream and an administrator. */
function place(): AuditedPlace {
  const witness = judged('center-0', tlsOnly('center-0'));
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

/** The first of a process, as the command makes it. */
export function benchReport(): ReportBench {
  const one = place();
  const takenAt = '2026-11-22T03:12:00.000Z';
  const begun = performance.now();
  const text = renderHtml({ version: 1, guardVersion: '0.1.0', takenAt, places: [one] });
  return {
    milliseconds: performance.now() - begun,
    instances,
    buckets: instances * stored.length,
    findings: one.findings.length,
    open: one.findings.filter(({ verdict }) => verdict !== 'COMPLIANT').length,
    megabytes: Buffer.byteLength(text) / 1e6,
    zippedMegabytes: gzipSync(text).byteLength / 1e6,
  };
}

/** For people. */
export const reportTable = (bench: ReportBench): string =>
  `the report, ${bench.instances} instances, ${bench.buckets} buckets, ${bench.findings} findings of which ${bench.open} open: ${bench.milliseconds.toFixed(0)} ms, ${bench.megabytes.toFixed(1)} MB, zipped ${bench.zippedMegabytes.toFixed(1)} MB`;
