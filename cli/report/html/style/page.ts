/** The page, its type and what all sections share. */
export const page = `
* { box-sizing: border-box; }
html { scroll-behavior: smooth; scroll-padding-top: 1.5rem; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body {
  margin: 0 auto; padding: 0 1.25rem 4rem; max-width: 74rem;
  background: var(--paper); color: var(--ink);
  font: 400 1rem/1.6 var(--sans); font-feature-settings: "cv05", "ss03"; overflow-wrap: break-word;
  -webkit-text-size-adjust: 100%; text-rendering: optimizeLegibility;
}
a { color: var(--link); text-decoration-thickness: 1px; text-underline-offset: 0.2em; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 3px; }
main:focus { outline: none; }
code, pre { font-family: var(--mono); font-size: 0.86em; font-variant-ligatures: none; }
code { overflow-wrap: anywhere; }
p, ul, ol, dl, figure { margin: 0; }
small { color: var(--quiet); font-size: 0.86rem; font-weight: 400; }
.hidden, .skip:not(:focus) {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
}
.skip:focus { position: absolute; top: 0.5rem; left: 0.5rem; padding: 0.5rem 1rem; background: var(--raised); }
.head { padding: clamp(2rem, 5vw, 3.75rem) 0 0; }
.brand { color: var(--quiet); font-size: 0.875rem; font-weight: 600; letter-spacing: 0.01em; }
h1 {
  max-width: 21em; margin: 1.25rem 0 1.5rem;
  font: 400 clamp(1.9rem, 5.2vw, 3.4rem)/1.12 var(--serif); letter-spacing: -0.018em; text-wrap: balance;
}
h1 em { font-style: normal; color: var(--accent); }
.lead { max-width: 42rem; margin-bottom: 0.5rem; font-size: 1.125rem; }
.meta { max-width: 60rem; color: var(--quiet); }
.counts { display: grid; grid-template-columns: repeat(6, 1fr); margin: 2.5rem 0 0; border-block: 1px solid var(--line); }
.counts > div { display: flex; flex-direction: column-reverse; padding: 1.1rem 1rem 1rem 0; }
.counts dt { color: var(--quiet); font-size: 0.875rem; }
.counts dd { margin: 0; font: 400 2.25rem/1.1 var(--serif); font-feature-settings: "lnum", "tnum"; color: var(--accent); }
.counts dd a { color: inherit; text-decoration: none; }
.counts dd a:hover { text-decoration: underline; }
nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; padding: 1rem 0 0; list-style: none; font-size: 0.9375rem; }
nav a { display: inline-block; padding: 0.25rem 0; color: var(--quiet); text-decoration: none; }
nav a:hover { color: var(--ink); text-decoration: underline; }
main > section { padding-top: clamp(3rem, 7vw, 5rem); }
h2 { margin: 0 0 0.75rem; font: 400 1.9rem/1.2 var(--serif); letter-spacing: -0.01em; }
h2 + p { max-width: 44rem; margin-bottom: 1.5rem; color: var(--quiet); }
h3 { margin: 0 0 0.5rem; font-size: 1.125rem; line-height: 1.35; font-weight: 600; letter-spacing: -0.005em; }
.lines { padding: 0; list-style: none; }
.lines > li { max-width: 60rem; padding: 0.45rem 0; border-top: 1px solid var(--line); }
.lines > li:first-child { border-top: 0; }
.lines > li.none { color: var(--quiet); }
summary { width: fit-content; max-width: 100%; overflow-wrap: anywhere; padding: 0.35rem 0; cursor: pointer; font-weight: 500; }
summary:hover { text-decoration: underline; text-underline-offset: 0.2em; }
summary small { margin-left: 0.5rem; }
#unknown > ul, #unknown > details { padding-left: 1.25rem; border-left: 3px solid var(--accent); }
#in-order > details { border-top: 1px solid var(--line); padding: 0.35rem 0; }
#in-order > details .lines { padding: 0.25rem 0 0.75rem 1.1rem; font-size: 0.9375rem; }
.scroll { position: relative; overflow-x: auto; overscroll-behavior-x: contain; }
table { border-collapse: collapse; }
table.plain { width: 100%; min-width: 40rem; font-size: 0.9375rem; }
table.plain th { padding: 0.5rem 1.25rem 0.5rem 0; color: var(--quiet); font-size: 0.8125rem; font-weight: 500; text-align: left; }
table.plain td { padding: 0.6rem 1.25rem 0.6rem 0; border-top: 1px solid var(--line); vertical-align: top; }
table.plain td small { display: block; }
.words { color: var(--accent); }
.two { display: grid; grid-template-columns: 1fr 1fr; gap: 2rem 4rem; }
.two ul { padding-left: 1.1rem; }
.two li { margin-bottom: 0.5rem; }
dl.words { color: inherit; }
dl.words > div { padding: 0.4rem 0; }
dl.words dt { font-weight: 600; }
dl.words dd { margin: 0; color: var(--quiet); }
footer { margin-top: 5rem; padding-top: 1.25rem; border-top: 1px solid var(--line); color: var(--quiet); font-size: 0.875rem; }
@media (max-width: 44rem) {
  .counts { grid-template-columns: repeat(3, 1fr); margin-top: 2rem; }
  .two { grid-template-columns: 1fr; }
}
`;
