import { describe, expect, it } from 'vitest'
import { openApiDocument } from '../../src/api/document/open-api.ts'
import { documentPage } from '../../src/api/document/page.ts'
import { PROBLEM_NAMES, problems } from '../../src/domain/problems.ts'
import { ACTIONS, PERMISSIONS, ROLE_NAMES, ROLES } from '../../src/domain/roles.ts'
import { OPERATIONS } from '../../src/domain/wire/operations.ts'

const ABOUT = { version: '9.9.9', origin: 'https://despatch.example.test' }
const document = openApiDocument(OPERATIONS, ABOUT)
const page = documentPage(document)
const escaped = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
/** Its words alone. */
const words = page
  .slice(page.indexOf('<body>'))
  .replaceAll(/<[^>]*>/g, '')
  .replaceAll('`', '')
/** Every tag in its order: `/` before the name of one that ends. */
const tags = [...page.matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*>/g)].map(([, end, name]) => `${end}${name}`)

describe('the page of the API document', () => {
  it.each(
    OPERATIONS.map(({ id, summary, method, path, description }) => [
      id,
      { summary, method, path, description },
    ]),
  )('shows %s: what it does, its route and a call of it', (id, { summary, method, path, description }) => {
    expect(page).toContain(`<h3 id="${id}">${escaped(summary)}</h3>`)
    expect(page).toContain(`<code>${method} ${path}</code>`)
    expect(words).toContain(escaped(description.replaceAll('`', '')))
    const methods = Object.values(document.paths[path] ?? {})
    const source = methods.find(({ operationId }) => operationId === id)?.['x-codeSamples'][0]?.source ?? ''
    expect(page).toContain(`<pre><code>${escaped(source)}</code></pre>`)
  })

  it('shows every problem with what to do, and what each role may', () => {
    for (const name of PROBLEM_NAMES) {
      expect(words).toContain(escaped(problems[name].remedy.replaceAll('`', '')))
    }
    for (const role of ROLES) expect(words).toContain(escaped(ROLE_NAMES[role]))
    for (const action of ACTIONS) expect(words).toContain(escaped(PERMISSIONS[action].title))
  })

  it('has no script, loads nothing and sends nothing', () => {
    expect(page).not.toMatch(/<(script|link|img|iframe|object|form|base)\b/i)
    expect(page).not.toMatch(/\son[a-z]+=|javascript:|@import|url\(/i)
    const links = [...page.matchAll(/ href="([^"]*)"/g)].map(([, to]) => to ?? '')
    expect(links.filter((to) => !to.startsWith('#'))).toEqual(['/openapi.json'])
  })

  it('links to places that are there', () => {
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    const aims = [...page.matchAll(/ (?:href="#|aria-labelledby=")([^"]*)"/g)].map(([, id]) => id)
    expect(aims.filter((id) => !ids.includes(id))).toEqual([])
  })

  it('can be read by ear: language, landmarks, a way past the contents, headings in order, named tables', () => {
    expect(page).toMatch(/^<!doctype html>\n<html lang="en-GB">/)
    for (const landmark of ['header', 'nav', 'main'])
      expect(tags.filter((tag) => tag === landmark)).toHaveLength(1)
    expect(page).toContain('<a class="skip" href="#main">')
    const levels = tags.flatMap((tag) => /^h([1-6])$/.exec(tag)?.[1] ?? []).map(Number)
    expect(levels.filter((level) => level === 1)).toHaveLength(1)
    expect(levels.every((level, n) => n === 0 || level <= (levels[n - 1] ?? 0) + 1)).toBe(true)
    expect(page.split('<table>')).toHaveLength(page.split('<caption>').length)
    expect(page).not.toContain('<th>')
  })

  it('is well formed: every element ends where it should', () => {
    const open: string[] = []
    for (const tag of tags) {
      if (tag === 'meta') continue
      if (tag.startsWith('/')) expect(open.pop()).toBe(tag.slice(1))
      else open.push(tag)
    }
    expect(open).toEqual([])
  })

  it('escapes every text, wherever it comes from', () => {
    const hostile = `</code></title><script>alert("1")</script>&'`
    const name = '"><b>x</b>'
    const strange = JSON.parse(
      JSON.stringify(document).replaceAll('The partnership', JSON.stringify(hostile).slice(1, -1)),
    )
    strange.info.title = hostile
    strange.servers = [{ url: hostile }]
    strange.tags[0].description = hostile
    strange['x-problems'][0].remedy = hostile
    strange.components.schemas[name] = { type: 'object', properties: { [hostile]: { enum: [hostile] } } }
    for (const methods of Object.values<Record<string, object>>(strange.paths)) {
      for (const operation of Object.values(methods)) {
        Object.assign(operation, { description: hostile, 'x-codeSamples': [{ source: hostile }] })
      }
    }
    const shown = documentPage(strange)
    expect(shown).not.toContain('<script')
    expect(shown).not.toContain('<b>')
    expect(shown).toContain(escaped(hostile))
  })
})
