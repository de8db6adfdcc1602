import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { kinds } from '../../src/domain/kinds.ts'
import { referenceOf } from '../../src/domain/reference.ts'
import { monthsInWords } from '../../src/domain/retention.ts'

const DOCS = join(import.meta.dirname, '../../docs')
const pages = (await readdir(DOCS)).filter((name) => /^kinds.*\.md$/.test(name))
const text = (await Promise.all(pages.map((name) => readFile(join(DOCS, name), 'utf8')))).join('\n')
const id = '01890a5d-ac96-774b-bcce-b302099a8057'

/** The rows of the table of what each kind begins with. */
const rows = text.split('\n').filter((line) => /^\| `[a-z-]+` \| [A-Z]{3} \|/.test(line))

describe('the page of the kinds', () => {
  it.each(kinds.map(({ kind }) => kind))('names %s', (kind) => {
    expect(text).toContain(`\`${kind}\``)
  })

  it('says within how many working days each asks for an answer, and names none that does not', () => {
    const said = text
      .split('\n')
      .filter((line) => /^\| `[a-z-]+` \| (?:routine|urgent|immediate) \|/.test(line))
    const right = kinds.flatMap(({ kind, defaults: { urgency, answer } }) =>
      answer === null
        ? []
        : [`| \`${kind}\` | ${urgency} | ${answer.routine} | ${answer.urgent} | ${answer.immediate} |`],
    )
    expect(said.toSorted()).toEqual(right.toSorted())
  })

  it('says of each that it has a row for what a new one begins with', () => {
    const right = kinds.map(
      ({ kind, defaults: { purpose, consent, recipients, keep } }) =>
        `| \`${kind}\` | ${referenceOf(kind, id).slice(0, 3)} | ${purpose} | ${consent?.state ?? '—'} | ${recipients.join(', ') || '—'} | ${monthsInWords(keep.usual)} | ${monthsInWords(keep.longest)} |`,
    )
    expect(rows.length).toBeGreaterThan(1)
    expect(rows.filter((row) => !right.includes(row))).toEqual([])
  })
})
