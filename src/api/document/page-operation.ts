import { type Action, PERMISSIONS, RELATION_NAMES, RELATIONS, ROLES, relationOf } from '../../domain/roles.ts'
import { type Html, html, prose } from './html.ts'
import type { OpenApiContent, OpenApiOperation, OpenApiParameter } from './open-api.ts'
import { schemaWords } from './page-schema.ts'
import type { ListedProblem } from './problem-answers.ts'

/** An operation with the method and path that it stands under. */
export type Shown = { method: string; path: string; operation: OpenApiOperation }

/** One operation, whole: who may, what goes in, what comes out, what can go wrong, and a call that runs. */
export function operationSection(
  { method, path, operation }: Shown,
  problems: readonly ListedProblem[],
): Html {
  const { operationId, summary, description, parameters = [], requestBody, responses } = operation
  return html`<section aria-labelledby="${operationId}">
<h3 id="${operationId}">${summary}</h3>
<p class="route"><code>${method.toUpperCase()} ${path}</code></p>
<p>${prose(description)}</p>
<p><strong>Who may:</strong> ${whoMay(operation['x-despatch-action'])}</p>
${parameters.length > 0 ? parameterTable(parameters, summary) : ''}${
  requestBody ? html`<h4>Sent</h4>${contentList(requestBody.content)}` : ''
}
${answerTable(responses, summary)}
${problemTable(problemsIn(responses, problems), `Problems: ${summary}`)}
<h4>Call</h4>
${operation['x-codeSamples'].map(({ source }) => html`<pre><code>${source}</code></pre>`)}
</section>`
}

/** Who may do it, by the table of roles. */
function whoMay(action: Action): Html {
  const permission: { title: string; anyone?: true } = PERMISSIONS[action]
  if (permission.anyone) return html`anyone, without signing in.`
  const groups = RELATIONS.flatMap((relation) => {
    const roles = ROLES.filter((role) => relationOf(role, action) === relation)
    return roles.length === 0 ? [] : [`${roles.join(', ')}: ${RELATION_NAMES[relation]}`]
  })
  return html`${groups.join('; ')}. (<code>${action}</code>)`
}

function parameterTable(parameters: readonly OpenApiParameter[], summary: string): Html {
  const rows = parameters.map(
    ({ name, in: place, required, description, schema }) =>
      html`<tr><th scope="row"><code>${name}</code></th><td>${place}</td><td>${required ? 'yes' : 'no'}</td><td>${prose(description)}</td><td>${schemaWords(schema)}</td></tr>`,
  )
  return html`<div class="scroll"><table><caption>Parameters: ${summary}</caption>
<thead><tr><th scope="col">Name</th><th scope="col">In</th><th scope="col">Needed</th><th scope="col">Means</th><th scope="col">Is</th></tr></thead>
<tbody>${rows}</tbody></table></div>`
}

function contentList(content: OpenApiContent): Html {
  return html`<ul>${Object.entries(content).map(
    ([type, { schema }]) => html`<li><code>${type}</code>${schema ? html`: ${bodyWords(schema)}` : ''}</li>`,
  )}</ul>`
}

/** A body in words: its named schema, or the parts that it is made of. */
function bodyWords(schema: NonNullable<OpenApiContent[string]['schema']>): Html {
  const { properties } = schema
  if (typeof properties !== 'object' || properties === null) return schemaWords(schema)
  const parts = Object.entries(properties).map(
    ([name, part], n) => html`${n === 0 ? '' : '; '}<code>${name}</code>: ${schemaWords(part)}`,
  )
  return html`${parts}`
}

function answerTable(responses: OpenApiOperation['responses'], summary: string): Html {
  const rows = Object.entries(responses)
    .filter(([, { content }]) => content?.['application/problem+json'] === undefined)
    .map(
      ([status, { description, content }]) =>
        html`<tr><th scope="row">${status}</th><td>${prose(description)}</td><td>${contentList(content ?? {})}</td></tr>`,
    )
  return html`<div class="scroll"><table><caption>Answers: ${summary}</caption>
<thead><tr><th scope="col">Status</th><th scope="col">Means</th><th scope="col">Holds</th></tr></thead>
<tbody>${rows}</tbody></table></div>`
}

function problemsIn(
  responses: OpenApiOperation['responses'],
  problems: readonly ListedProblem[],
): ListedProblem[] {
  const text = JSON.stringify(
    Object.values(responses).map(({ content }) => content?.['application/problem+json']),
  )
  return problems.filter(({ type }) => text.includes(JSON.stringify(type)))
}

/** Problems with what to do about them. */
export function problemTable(problems: readonly ListedProblem[], caption: string): Html {
  const rows = problems.map(
    ({ type, status, title, remedy }) =>
      html`<tr><th scope="row"><code>${type.slice(type.lastIndexOf(':') + 1)}</code></th><td>${status}</td><td>${title}</td><td>${prose(remedy)}</td></tr>`,
  )
  return html`<div class="scroll"><table><caption>${caption}</caption>
<thead><tr><th scope="col">Name</th><th scope="col">Status</th><th scope="col">Means</th><th scope="col">What to do</th></tr></thead>
<tbody>${rows}</tbody></table></div>`
}
