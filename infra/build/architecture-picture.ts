import { writeFile } from 'node:fs/promises';
import { documentNames, functionNames } from '#shared/connect/deployment.ts';

const TARGET = new URL('../../docs/architecture.svg', import.meta.url);

type Box = readonly [title: string, more?: string];

/** What starts something, through which automation, what does it, and what comes of it. */
type Lane = readonly [by: Box, through: Box | undefined, does: Box, to: Box];

const named = (name: string): string => name.replace('connect-storage-guard-', '');
const document = (name: string): string => name.replace('ConnectStorageGuard-', '');
const road = 'plan → guard → back up → put → read back';
const told: Box = ['the policy of the bucket', 'and people are told over SNS'];

const lanes: readonly Lane[] = [
  [
    ['AWS Config', 'a change, oversized, once a day'],
    undefined,
    ['evaluate-buckets, -instances, -keys, …', 'judge what is there now'],
    ['AWS Config dashboard', 'Security Hub'],
  ],
  [
    ['EventBridge', 'management events, every 15 minutes'],
    undefined,
    [named(functionNames.followChanges), 'asks Amazon Connect, one request a second'],
    ['inventory.json', 'and the rules concerned start'],
  ],
  [
    ['AWS Config remediation', 'in mode enforce'],
    [document(documentNames.remediateBucketPolicy)],
    [named(functionNames.remediateBucketPolicy), road],
    told,
  ],
  [
    ['a person, and who approves'],
    [document(documentNames.remediateWithApproval)],
    [named(functionNames.remediateBucketPolicy), 'just what was approved'],
    told,
  ],
  [
    ['a person'],
    [document(documentNames.restoreBucketPolicy)],
    [named(functionNames.restoreBucketPolicy), 'an exception, then the same road'],
    told,
  ],
  [
    ['a person', 'by their own credentials'],
    undefined,
    ['connect-guard plan, apply, adopt', 'the same road'],
    told,
  ],
  [
    ['EventBridge', 'every 5 minutes, settings written'],
    undefined,
    [named(functionNames.notifyPeople), 'what no run has told'],
    ['SNS', 'and CloudWatch alarms'],
  ],
];

const heads = ['what starts it', 'Systems Manager', 'what does it', 'what comes of it'];
const state = [
  'One bucket remembers all of it, versioned and private:',
  'settings · approvals · locks · fights · inventory · backups · receipts · notices',
];

const widths = [250, 190, 300, 220];
const [gap, top, high, step] = [34, 52, 46, 62];
const lefts = widths.map((_, column) =>
  widths.slice(0, column).reduce((sum, width) => sum + width + gap, 20),
);
const across = (lefts.at(-1) ?? 0) + (widths.at(-1) ?? 0);

/** `docs/architecture.svg`: what runs in an account, light and dark. */
export function architecturePicture(): string {
  const below = top + lanes.length * step;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${across + 20} ${below + 82}" role="img" aria-label="What runs in an account">`,
    '<style>text{font:13px system-ui,-apple-system,"Segoe UI",sans-serif;fill:#1b2430}.more{font-size:11.5px;fill:#5a6675}.box{fill:#fff;stroke:#b9c3cf}.ours{fill:#eaf3fb;stroke:#6b9cc7}.arrow{stroke:#7b8896;stroke-width:1.4;fill:none;marker-end:url(#tip)}.tip{fill:#7b8896}.page{fill:#f6f8fa}@media(prefers-color-scheme:dark){text{fill:#e4e9ef}.more{fill:#9aa7b5}.box{fill:#1b232d;stroke:#465362}.ours{fill:#16304a;stroke:#4d83b3}.page{fill:#10161f}}</style>',
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path class="tip" d="M0 0 8 4 0 8z"/></marker></defs>',
    `<rect class="page" width="${across + 20}" height="${below + 82}" rx="8"/>`,
    ...heads.map((head, column) => `<text class="more" x="${lefts[column]}" y="32">${head}</text>`),
    ...lanes.flatMap((lane, row) => laneAt(lane, top + row * step)),
    box(['', ''], 20, below + 6, across - 20, 'ours'),
    ...state.map(
      (line, index) =>
        `<text class="${index === 0 ? '' : 'more'}" x="34" y="${below + 25 + index * 18}">${line}</text>`,
    ),
    '</svg>',
    '',
  ].join('\n');
}

function laneAt(lane: Lane, y: number): readonly string[] {
  const there = lane.flatMap((content, column) => (content ? [{ content, column }] : []));
  const boxes = there.map(({ content, column }) =>
    box(
      content,
      lefts[column] ?? 0,
      y,
      widths[column] ?? 0,
      column === 1 || column === 2 ? 'ours' : '',
    ),
  );
  const arrows = there.slice(1).map(({ column }, index) => {
    const from = there[index]?.column ?? 0;
    const [start, end] = [(lefts[from] ?? 0) + (widths[from] ?? 0), lefts[column] ?? 0];
    return `<path class="arrow" d="M${start} ${y + high / 2}H${end}"/>`;
  });
  return [...boxes, ...arrows];
}

function box([title, more]: Box, x: number, y: number, width: number, kind: string): string {
  const line = (words: string, dy: number, style: string) =>
    words && `<text${style} x="${x + 14}" y="${y + dy}">${words}</text>`;
  return [
    `<rect class="box ${kind}" x="${x}" y="${y}" width="${width}" height="${high}" rx="7"/>`,
    line(title, more ? 20 : 28, ''),
    line(more ?? '', 37, ' class="more"'),
  ].join('');
}

if (import.meta.main) await writeFile(TARGET, architecturePicture());
