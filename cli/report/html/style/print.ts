/** On paper everything is unfolded and nothing moves. */
export const print = `
@media print {
  @page { margin: 16mm 14mm; }
  :root { --paper: #fff; font-size: 9.5pt; }
  body { max-width: none; padding: 0; }
  nav, .skip, .instance .scroll + details { display: none; }
  .head { padding-top: 0; }
  h1 { font-size: 24pt; }
  h2, h3, h4 { break-after: avoid; }
  .statement, .request, figure.instance, tr { break-inside: avoid; }
  details::details-content { content-visibility: visible; block-size: auto; }
  .large .finding { content-visibility: visible; }
  .scroll { overflow: visible; }
  .instance svg { min-width: 0; }
  .matrix { font-size: 7.5pt; }
  .matrix td { padding: 0.1rem; }
  a { color: inherit; }
  * { print-color-adjust: exact; }
}
`;
