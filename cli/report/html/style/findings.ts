/** Rules, findings, requests and policies. */
export const findings = `
.rule { margin-top: 3.5rem; padding-top: 1.25rem; border-top: 2px solid var(--accent); }
h2 + .rule { margin-top: 1.5rem; }
.rule > header { max-width: 48rem; }
.rule h3 { margin: 0.15rem 0 0.35rem; font: 400 1.45rem/1.3 var(--serif); }
.severity { color: var(--accent); font-size: 0.9375rem; font-weight: 600; text-transform: capitalize; }
.sum { color: var(--quiet); font-size: 0.9375rem; }
.advice { max-width: 48rem; margin-top: 1rem; }
.advice details { font-size: 0.9375rem; color: var(--quiet); }
.finding { margin-top: 2rem; padding: 1.25rem 0 0.25rem 1.25rem; border-left: 3px solid var(--accent); }
.finding.unknown { margin-top: 1rem; padding-top: 0.5rem; }
.finding:target { background: var(--sunken); }
.large .finding { content-visibility: auto; contain-intrinsic-size: auto 14rem; }
.finding h4 { margin: 0; font-size: 1.0625rem; font-weight: 600; line-height: 1.4; }
.finding h4 a { color: inherit; text-decoration: none; }
.finding h4 a:hover { text-decoration: underline; }
.finding h4 code { font-size: 1em; }
.badge {
  display: inline-block; margin-left: 0.4rem; padding: 0.05rem 0.5rem; border-radius: 4px;
  background: var(--tint); color: var(--accent); font-size: 0.8125rem; font-weight: 600; white-space: nowrap;
}
.of { color: var(--quiet); font-size: 0.9375rem; }
.because { max-width: 48rem; margin-top: 0.6rem; }
.requests { padding: 0; list-style: none; }
.requests > li { margin-top: 1rem; }
.label { font-size: 0.875rem; font-weight: 600; }
.request { max-width: 60rem; margin-top: 0.35rem; padding: 0.75rem 1rem; border-radius: 6px; background: var(--sunken); }
.request > div { display: grid; grid-template-columns: 3.5rem minmax(0, 1fr); }
.request dt { color: var(--quiet); font-size: 0.875rem; }
.request dd { margin: 0; }
details.policy, .losers { margin-top: 1rem; }
.pairs { display: grid; grid-template-columns: 1fr 1fr; gap: 0.75rem 1.25rem; margin-top: 0.5rem; }
.pairs.single { grid-template-columns: minmax(0, 44rem); }
.pairs > * { min-width: 0; }
.side { color: var(--quiet); font-size: 0.875rem; font-weight: 600; }
.statement { border: 1px solid var(--line); border-radius: 6px; background: var(--raised); overflow: hidden; }
.statement .tag { padding: 0.4rem 0.85rem; border-bottom: 1px solid var(--line); font-size: 0.8125rem; font-weight: 600; overflow-wrap: anywhere; }
.statement .tag span { color: var(--quiet); font-weight: 400; }
.statement pre { margin: 0; padding: 0.7rem 0.85rem; font-size: 0.78rem; line-height: 1.55; white-space: pre-wrap; overflow-wrap: anywhere; }
.statement.removed .tag { background: var(--gone); }
.statement.added .tag { background: var(--come); }
.statement.kept.planned { color: var(--quiet); }
.statement.decisive { border-color: var(--accent); box-shadow: inset 3px 0 0 var(--accent); }
del { background: var(--gone); text-decoration: none; }
ins { background: var(--come); text-decoration: none; }
.notes { padding: 0.5rem 0.85rem 0.6rem; border-top: 1px solid var(--line); list-style: none; font-size: 0.8125rem; }
mark { padding: 0 0.25rem; border-radius: 3px; background: var(--tint); color: var(--accent); font-weight: 600; }
.pairs > pre { margin: 0; padding: 0.7rem; border: 1px solid var(--line); white-space: pre-wrap; overflow-wrap: anywhere; font-size: 0.78rem; }
@media (max-width: 52rem) {
  .pairs { grid-template-columns: minmax(0, 1fr); }
  .pairs .gap, .pairs .side, .statement.kept.planned { display: none; }
  .finding { padding-left: 0.9rem; }
}
`;
