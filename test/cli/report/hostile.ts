import type { AuditReport } from '#shared/usecases/audit/report.ts';
import { sample } from './sample.ts';

export const hostileText = {
  script: `"'></title></style></svg></details></script><script>globalThis.hostile = 1</script>`,
  handler: `<img src=x onerror="globalThis.hostile = 1"><svg onload='globalThis.hostile = 1'>`,
  css: `</style><style>*{background:url(https://example.com/)}</style>`,
  address: 'javascript:globalThis.hostile=1',
  template: '${globalThis.hostile = 1} {{1}} `x`',
  direction: 'gnp.\u202Eexe\u2066\u0000\uFEFF',
  long: 'x'.repeat(3000),
} as const;

const all = Object.values(hostileText).join(' ');

/** Every text of the sample that somebody else may have written, made hostile. */
export const hostile: AuditReport = JSON.parse(JSON.stringify(sample), (name, value) => {
  if (typeof value !== 'string') return value;
  switch (name) {
    case 'verdict':
    case 'severity':
    case 'kind':
    case 'question':
    case 'settings':
    case 'resourceId':
    case 'takenAt':
      return value;
    case 'arn':
    case 'bucket':
    case 'stream':
    case 'key':
      return value;
    case 'policy':
    case 'planned':
      return value.replaceAll('AcmeRequiresTls', JSON.stringify(all).slice(1, -1));
    default:
      return /^\d+$/.test(name) && value.startsWith('https:')
        ? hostileText.address
        : `${value} ${all}`;
  }
});
