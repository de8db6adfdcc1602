import { ACTIONS, PERMISSIONS, RELATION_NAMES, ROLE_NAMES, ROLES, relationOf } from '../../domain/roles.ts'
import { type Html, html, prose } from './html.ts'
import type { OpenApiDocument, OpenApiOperation } from './open-api.ts'
import { operationSection, problemTable, type Shown } from './page-operation.ts'
import { schemaSections } from './page-schema.ts'
import { PAGE_STYLE } from './page-style.ts'

/**
 * The API document as a page to read and to print: made from the document alone, with no script, nothing loaded, and
 * every text escaped.
 */
export function documentPage(document: OpenApiDocument): string {
  const { info, tags, components } = document
  const problems = document['x-problems']
  const groups = tags.map((tag) => ({
    ...tag,
    id: `tag-${tag.name.toLowerCase().replaceAll(' ', '-')}`,
    shown: operationsOf(document, tag.name),
  }))
  const style: Html = { html: PAGE_STYLE }
  const page = html`<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${info.title}</title><style>${style}</style></head>
<body><a class="skip" href="#main">Skip to the operations</a>
<header><h1>${info.title}</h1><p>${info.summary}. Version ${info.version}, at <code>${document.servers[0]?.url ?? ''}</code>.</p></header>
<nav aria-label="Contents"><h2>Contents</h2><ul>
${groups.map(
  ({ id, name, shown }) =>
    html`<li><a href="#${id}">${name}</a><ul>${shown.map(
      ({ operation }) => html`<li><a href="#${operation.operationId}">${operation.summary}</a></li>`,
    )}</ul></li>`,
)}
<li><a href="#problems">Problems</a></li><li><a href="#roles">Roles</a></li><li><a href="#schemas">Schemas</a></li></ul></nav>
<main id="main">
${info.description.split('\n\n').map((paragraph) => html`<p>${prose(paragraph)}</p>`)}
<p>For programs: <a href="/openapi.json">this document as OpenAPI 3.1</a>. The calls run in a shell where <code>ORIGIN</code> is the
address of the service and <code>TOKEN</code> the access token.</p>
${groups.map(
  ({
    id,
    name,
    description,
    shown,
  }) => html`<section aria-labelledby="${id}"><h2 id="${id}">${name}</h2><p>${prose(description)}</p>
${shown.map((one) => operationSection(one, problems))}</section>`,
)}
<section aria-labelledby="problems"><h2 id="problems">Problems</h2>
<p>The <code>type</code> of a problem is <code>urn:despatch:problem:</code> and its name. It never changes; titles and details may.</p>
${problemTable(problems, 'Every problem, and what to do')}</section>
<section aria-labelledby="roles"><h2 id="roles">Roles</h2>${rolesTable()}</section>
<section aria-labelledby="schemas"><h2 id="schemas">Schemas</h2>${schemaSections(components.schemas)}</section>
</main></body></html>
`
  return page.html
}

function operationsOf({ paths }: OpenApiDocument, tag: string): Shown[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .map(([method, operation]: [string, OpenApiOperation]) => ({ method, path, operation }))
      .filter(({ operation }) => operation.tags[0] === tag),
  )
}

/** Who may do what to what: one row for each action, one column for each role. */
function rolesTable(): Html {
  const rows = ACTIONS.map((action) => {
    const cells = ROLES.map((role) => {
      const relation = relationOf(role, action)
      return html`<td>${relation === undefined ? 'no' : RELATION_NAMES[relation]}</td>`
    })
    return html`<tr><th scope="row">${PERMISSIONS[action].title} (<code>${action}</code>)</th>${cells}</tr>`
  })
  return html`<ul>${ROLES.map((role) => html`<li><code>${role}</code>: ${ROLE_NAMES[role]}</li>`)}</ul>
<div class="scroll"><table><caption>What each role may do, and to what</caption>
<thead><tr><th scope="col">Action</th>${ROLES.map((role) => html`<th scope="col">${role}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table></div>`
}
