/** The look of a report, on a screen and on A4: black on white, and nothing that colour alone would say. */
export const STYLE = `
@page {
  size: A4;
  margin: 20mm 15mm;
  @top-center { content: "RESTRICTED"; font: bold 10pt sans-serif; }
  @bottom-center { content: "RESTRICTED – page " counter(page) " of " counter(pages); font: bold 10pt sans-serif; }
}
* { box-sizing: border-box; }
body { font: 11pt/1.4 Georgia, "Times New Roman", serif; color: #000; background: #fff; margin: 0 auto; padding: 1rem; max-width: 62rem; }
.marking { font: bold 13pt/1 sans-serif; text-align: center; letter-spacing: .08em; margin: .5rem 0; padding: .4rem; border: 2px solid #000; }
h1 { font-size: 1.5rem; margin: 1rem 0; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 1.5rem 0 .5rem; break-after: avoid; }
.draft { font-weight: bold; border: 2px dashed #000; padding: .4rem; }
dl { display: grid; grid-template-columns: minmax(9rem, 15rem) 1fr; gap: .2rem 1rem; margin: 0; }
dt { font-weight: bold; }
dd { margin: 0; overflow-wrap: anywhere; }
code, pre { font: 9pt/1.4 monospace; overflow-wrap: anywhere; }
pre { border-left: 3px solid #666; padding-left: .6rem; white-space: pre-wrap; }
table { border-collapse: collapse; width: 100%; }
table.narrow { width: auto; }
table.disclosures { font-size: 9pt; }
th, td { border: 1px solid #666; padding: .25rem .4rem; text-align: left; vertical-align: top; overflow-wrap: break-word; white-space: pre-wrap; }
thead { display: table-header-group; }
thead th { background: #eee; }
tr { break-inside: avoid; }
.number { text-align: right; }
td[data-heading="Outcome"] { overflow-wrap: anywhere; }
.reference { white-space: nowrap; }
.disclosures thead th:nth-child(4) { width: 24%; }
.disclosures thead th:nth-child(6) { width: 22%; }
@media screen and (max-width: 600px) {
  body { padding: .5rem; }
  dl { display: block; }
  dd { margin-bottom: .5rem; }
  table.disclosures, .disclosures tbody, .disclosures tr, .disclosures tbody th, .disclosures td { display: block; }
  table.disclosures { font-size: 11pt; }
  .disclosures thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .disclosures tr { border: 1px solid #666; margin-bottom: 1rem; }
  .disclosures tbody th, .disclosures td { border: 0; border-bottom: 1px solid #ccc; }
  .disclosures [data-heading]::before { content: attr(data-heading); display: block; font: bold 9pt sans-serif; }
}
@media print { body { padding: 0; max-width: none; } }
`
