/** The table of instances and rules. */
export const matrix = `
.legend { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; margin-bottom: 1.5rem; padding: 0; list-style: none; color: var(--quiet); font-size: 0.875rem; }
.cell, .matrix td a, .matrix td span[aria-hidden] {
  display: inline-grid; place-items: center; width: 2rem; height: 2rem; border-radius: 5px;
  background: var(--tint); color: var(--accent); font-size: 0.875rem; font-weight: 600; text-decoration: none;
  font-feature-settings: "tnum";
}
.cell.fine, .matrix td.fine a { font-size: 0.5rem; }
.matrix td a:hover { outline: 2px solid var(--accent); outline-offset: -2px; }
.matrix { font-size: 0.875rem; }
.matrix thead th { font-weight: 500; }
.matrix th[scope="colgroup"] { padding: 0 0.35rem; text-align: left; }
.matrix th[scope="colgroup"] span { display: block; padding-bottom: 0.3rem; border-bottom: 2px solid var(--accent); color: var(--accent); }
.matrix th[scope="col"] { height: 18.5rem; padding: 0.5rem 0 0.6rem; vertical-align: bottom; }
.matrix th.corner { vertical-align: bottom; text-align: left; color: var(--quiet); }
.matrix abbr { text-decoration: none; cursor: help; }
.matrix abbr span {
  display: inline-block; max-height: 17.5rem; writing-mode: vertical-rl; transform: rotate(180deg);
  line-height: 1.2; text-align: left; font-weight: 400;
}
.matrix th[scope="row"], .matrix .corner {
  position: sticky; left: 0; z-index: 1; min-width: 9rem; max-width: 16rem; padding: 0.35rem 1.5rem 0.35rem 0;
  background: var(--paper); text-align: left; font-weight: 500; overflow-wrap: anywhere;
}
.matrix th small { display: block; font-size: 0.75rem; }
.matrix tbody tr > * { border-top: 1px solid var(--line); }
.matrix td { padding: 0.3rem 0.4rem; text-align: center; }
@media (max-width: 44rem) {
  .matrix th[scope="row"], .matrix .corner { min-width: 6.5rem; max-width: 8rem; padding-right: 0.75rem; }
}
`;
