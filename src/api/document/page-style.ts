/** The look of the page: inline, since the service's pages load nothing. Readable on paper, too. */
export const PAGE_STYLE = `
:root{color-scheme:light}
body{font:1rem/1.5 Arial,Helvetica,sans-serif;color:#0b0c0c;background:#fff;margin:0 auto;max-width:60rem;padding:0 1rem 4rem}
a{color:#1d4f91}a:focus-visible,.skip:focus{outline:3px solid #ffbf47;outline-offset:2px}
.skip{position:absolute;left:-60rem}.skip:focus{left:1rem;background:#fff;padding:.5rem}
h1{font-size:2rem}h2{border-top:2px solid #0b0c0c;margin-top:3rem;padding-top:1rem}
h3{margin-top:2.5rem}h4{margin:1.25rem 0 .25rem}
code,pre{font:.875rem/1.45 Menlo,Consolas,monospace}
pre{background:#f3f2f1;overflow-x:auto;padding:.75rem;white-space:pre-wrap}
.route{background:#f3f2f1;overflow-wrap:anywhere;padding:.25rem .5rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;margin:.5rem 0 1rem;min-width:100%}
caption{font-weight:bold;padding:.5rem 0;text-align:left}
th,td{border-bottom:1px solid #b1b4b6;padding:.35rem .75rem .35rem 0;text-align:left;vertical-align:top}
nav ul{columns:18rem;padding-left:1.25rem}nav li{break-inside:avoid}
@media print{body{font-size:10pt;max-width:none}nav,.skip{display:none}pre,tr{break-inside:avoid}h2,h3,h4,caption{break-after:avoid}a{color:inherit;text-decoration:none}}
`
