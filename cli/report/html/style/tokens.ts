const light = `
  --paper: #fcfcfa; --raised: #ffffff; --sunken: #f4f4f0; --line: #dedfd9; --strong: #b9bbb3;
  --ink: #1b1d20; --quiet: #5a5f66; --link: #1f4e79;
  --critical: #b0122e; --high: #a8430a; --medium: #7a5a00; --low: #2b5f8a;
  --unknown: #6a3d9a; --fine: #1e6a45; --none: #6a6e74;
  --critical-tint: #fbeaec; --high-tint: #fbeee4; --medium-tint: #f7f0da; --low-tint: #e8f0f7;
  --unknown-tint: #f2eaf9; --fine-tint: #e7f3ec;
  --gone: #fbe9eb; --come: #e5f4ea;`;

const dark = `
  --paper: #131416; --raised: #1a1c1f; --sunken: #202226; --line: #303338; --strong: #52565d;
  --ink: #ecebe7; --quiet: #a6aab1; --link: #9cc4ee;
  --critical: #ff8b95; --high: #ffa56c; --medium: #e5c05c; --low: #8fbcea;
  --unknown: #c9a9f5; --fine: #7ccf9f; --none: #a6aab1;
  --critical-tint: #3a1a20; --high-tint: #38220f; --medium-tint: #322a10; --low-tint: #172838;
  --unknown-tint: #2b2039; --fine-tint: #162d21;
  --gone: #3a1c21; --come: #17301f;`;

/** Colours by what they mean: one for each severity, readable on paper and on its own tint. */
export const tokens = `
:root {${light}
  color-scheme: light dark;
  --sans: Inter, ui-sans-serif, system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  --serif: "Source Serif 4", ui-serif, "Iowan Old Style", Charter, Georgia, serif;
  --mono: "JetBrains Mono", ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace;
}
@media (prefers-color-scheme: dark) { :root {${dark}
} }
@media print { :root {${light}
} }
.critical { --accent: var(--critical); --tint: var(--critical-tint); }
.high { --accent: var(--high); --tint: var(--high-tint); }
.medium { --accent: var(--medium); --tint: var(--medium-tint); }
.low { --accent: var(--low); --tint: var(--low-tint); }
.unknown { --accent: var(--unknown); --tint: var(--unknown-tint); }
.fine { --accent: var(--fine); --tint: transparent; }
.none { --accent: var(--none); --tint: transparent; }
`;
