/** The look of the page: inline, since it loads nothing. One column on a screen of 768 px and on A4. */
export const STATISTICS_STYLE = `
:root{color-scheme:light}
body{font:1rem/1.45 Arial,Helvetica,sans-serif;color:#0b0c0c;background:#fff;margin:0 auto;max-width:56rem;padding:0 1rem 2rem}
.marking{font-weight:bold;letter-spacing:.03em;margin:1rem 0;text-align:center}
h1{font-size:1.75rem;line-height:1.2;margin:.5rem 0}h2{border-top:2px solid #0b0c0c;font-size:1.25rem;margin-top:2.25rem;padding-top:.75rem}
p{max-width:44rem}
figure{margin:1rem 0}figcaption{font-weight:bold;margin-bottom:.25rem}
svg{display:block;height:auto;min-width:40rem;width:100%}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-size:.75rem;margin:.75rem 0 1.25rem;width:100%}
caption{font-weight:bold;padding:.5rem 0;text-align:left}
th,td{border-bottom:1px solid #b1b4b6;padding:.25rem .3rem;text-align:right;vertical-align:top;font-variant-numeric:tabular-nums}
thead th{vertical-align:bottom}
.name{min-width:8rem;overflow-wrap:break-word;text-align:left}td.name+td.name{min-width:6rem}
tbody th{font-weight:normal}
tr.others{font-style:italic}
@page{size:A4;margin:14mm}
@media print{body{font-size:9.5pt;max-width:none;padding:0}h1{font-size:18pt}h2{font-size:13pt;break-after:avoid}table{font-size:8pt}
svg{min-width:0}figure,tr{break-inside:avoid}caption,figcaption,h2+p{break-after:avoid}thead{display:table-header-group}.scroll{overflow:visible}}
`
