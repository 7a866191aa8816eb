/** The picture of what is stored where. */
export const map = `
figure.instance { padding: 1.75rem 0 1.25rem; border-top: 1px solid var(--line); }
details.instance { border-top: 1px solid var(--line); }
.instance svg { display: block; width: 100%; min-width: 60rem; height: auto; padding-bottom: 0.5rem; }
.instance .scroll + details { font-size: 0.875rem; color: var(--quiet); }
svg text { fill: var(--ink); font-family: var(--sans); font-size: 12px; }
svg .quiet, svg .state { font-size: 11.5px; fill: var(--quiet); }
svg .name { font-family: var(--mono); font-size: 11.5px; }
.edge { fill: none; stroke: var(--strong); stroke-width: 1.25; }
.edge.dashed { stroke-dasharray: 3 4; }
.bracket { stroke: var(--strong); stroke-width: 1.25; }
.box rect { fill: var(--raised); stroke: var(--line); }
.box .bar { fill: var(--accent); stroke: none; }
.box.none .bar { fill: var(--line); }
.box.critical rect:first-of-type, .box.high rect:first-of-type, .box.medium rect:first-of-type,
.box.low rect:first-of-type, .box.unknown rect:first-of-type { fill: var(--tint); stroke: var(--accent); }
a.box .state { fill: var(--accent); font-weight: 500; }
a.box:hover rect:first-of-type, a.box:focus-visible rect:first-of-type { stroke-width: 2; }
`;
