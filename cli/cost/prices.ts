/** What AWS asks for one thing, in US dollars. */
export interface Price {
  readonly what: string;
  /** What one of `dollars` pays for. */
  readonly unit: string;
  /** By how many of them there are in a month, from the first on; the last has no end. */
  readonly tiers: readonly { readonly upTo?: number; readonly dollars: number }[];
  readonly source: string;
  /** What of it a page of AWS was seen to say; the rest others say. */
  readonly confirmed: string;
  /** That page. The pricing pages write their tables by script, so it is mostly another. */
  readonly seenOn?: string;
}

/** Where and when the prices hold. */
export const priced = { region: 'us-east-1', date: '2026-11-22' } as const;

const notConfirmed = 'not confirmed';
const flat = (dollars: number): Price['tiers'] => [{ dollars }];
const config = 'https://aws.amazon.com/config/pricing/';
const cloudWatch = 'https://aws.amazon.com/cloudwatch/pricing/';
const lambda = 'https://aws.amazon.com/lambda/pricing/';
const s3 = 'https://aws.amazon.com/s3/pricing/';
const solution =
  'https://docs.aws.amazon.com/solutions/latest/automated-security-response-on-aws/cost.html';
const lambdaOnArm =
  'https://aws.amazon.com/blogs/aws/aws-lambda-functions-powered-by-aws-graviton2-processor-run-your-functions-on-arm-and-get-up-to-34-better-price-performance/';

/** Without free tiers, but for what is free in every month of every account. */
export const prices = {
  evaluation: {
    what: 'evaluations of AWS Config rules',
    unit: 'evaluation',
    tiers: [
      { upTo: 100_000, dollars: 0.001 },
      { upTo: 500_000, dollars: 0.0008 },
      { dollars: 0.0005 },
    ],
    source: config,
    confirmed: 'the first tier, the bounds of the second',
    seenOn: 'https://aws.amazon.com/tw/config/pricing/',
  },
  configurationItem: {
    what: "items that AWS Config's recorder records",
    unit: 'item',
    tiers: flat(0.003),
    source: config,
    confirmed: notConfirmed,
  },
  invocation: {
    what: 'invocations of functions',
    unit: 'million',
    tiers: flat(0.2),
    source: lambda,
    confirmed: 'yes',
    seenOn: solution,
  },
  gigabyteSecond: {
    what: 'their time, on Arm',
    unit: 'GB-second',
    tiers: flat(0.0000133334),
    source: lambda,
    confirmed: 'that of x86; Arm 20 % less',
    seenOn: lambdaOnArm,
  },
  read: {
    what: 'S3 requests that read',
    unit: 'thousand',
    tiers: flat(0.0004),
    source: s3,
    confirmed: 'yes',
    seenOn: solution,
  },
  write: {
    what: 'S3 requests that write or list',
    unit: 'thousand',
    tiers: flat(0.005),
    source: s3,
    confirmed: 'yes',
    seenOn: solution,
  },
  metric: {
    what: 'metrics',
    unit: 'metric',
    tiers: flat(0.3),
    source: cloudWatch,
    confirmed: 'yes',
    seenOn: solution,
  },
  alarm: {
    what: 'alarms',
    unit: 'alarm',
    tiers: flat(0.1),
    source: cloudWatch,
    confirmed: 'yes',
    seenOn: solution,
  },
  dashboard: {
    what: 'dashboards of the account',
    unit: 'dashboard',
    tiers: [{ upTo: 3, dollars: 0 }, { dollars: 3 }],
    source: cloudWatch,
    confirmed: 'yes',
    seenOn: solution,
  },
  logs: {
    what: 'log lines',
    unit: 'GB',
    tiers: flat(0.5),
    source: cloudWatch,
    confirmed: 'yes',
    seenOn: solution,
  },
  mail: {
    what: 'mails to people',
    unit: 'thousand',
    tiers: flat(0.02),
    source: 'https://aws.amazon.com/sns/pricing/',
    confirmed: notConfirmed,
  },
  finding: {
    what: 'findings that Security Hub takes',
    unit: 'finding',
    tiers: [{ upTo: 10_000, dollars: 0 }, { dollars: 0.00003 }],
    source: 'https://aws.amazon.com/security-hub/cspm/pricing/',
    confirmed: 'yes',
    seenOn: solution,
  },
  key: {
    what: 'customer-managed keys',
    unit: 'key',
    tiers: flat(1),
    source: 'https://aws.amazon.com/kms/pricing/',
    confirmed: 'yes',
    seenOn: 'https://aws.amazon.com/kms/pricing/',
  },
  keyRequest: {
    what: 'requests to KMS',
    unit: 'thousand',
    tiers: flat(0.003),
    source: 'https://aws.amazon.com/kms/pricing/',
    confirmed: 'yes',
    seenOn: solution,
  },
} as const satisfies Record<string, Price>;

export type PriceName = keyof typeof prices;

/** What so many units cost, each at the price of the tier that it falls into. */
export function dollarsFor({ tiers }: Price, units: number): number {
  let [dollars, below] = [0, 0];
  for (const { upTo = Number.POSITIVE_INFINITY, dollars: each } of tiers) {
    dollars += each * Math.max(0, Math.min(units, upTo) - below);
    below = upTo;
  }
  return dollars;
}

/** The price as docs/cost.md writes it. */
export const priceInWords = ({ tiers, unit }: Price): string =>
  `${tiers
    .map(({ upTo, dollars }) => {
      const each = Number(dollars.toPrecision(6)).toFixed(10).replace(/0+$/, '').replace(/\.$/, '');
      return upTo === undefined ? each : `${each} up to ${upTo.toLocaleString('en-US')}, then`;
    })
    .join(' ')} per ${unit}`;
