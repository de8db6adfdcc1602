import { describe, expect, it } from 'vitest'
import { kinds } from '../../../src/domain/kinds.ts'

const context = {
  marking: { scheme: 'GPMS' as const, level: 'RESTRICTED', descriptors: [] },
  reference: 'ASB-NK084-SN02Q-F',
  from: 'asb.team@testville.gcsx.test',
  to: ['yot@testville.gcsx.test'],
  respondBy: null,
}

/** Every text in the data that somebody wrote; a code is shown by its name, and so not as it stands. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(value) ? [] : [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(textsIn)
}

/** Without what the layout adds: bars, line breaks and the room between words. */
const squeezed = (text: string) => text.replaceAll(/\n {2}\| ?/g, ' ').replaceAll(/\s+/g, '')

const examples = kinds.flatMap((kind) =>
  kind.forms === null
    ? [{ name: kind.kind, kind, example: kind.example }]
    : kind.forms.all.map(({ name, example }) => ({ name: `${kind.kind}, ${name}`, kind, example })),
)

describe('a person who reads the text misses nothing that was filled in', () => {
  it.each(examples)('$name', ({ kind, example }) => {
    const read = squeezed(kind.render(example, context))
    expect(textsIn(example).filter((text) => !read.includes(squeezed(text)))).toEqual([])
  })
})

describe('a label never runs into what it labels', () => {
  it.each(examples)('$name', ({ kind, example }) => {
    const labels = kind
      .render(example, context)
      .split('\n')
      .filter((line) => /^ {2}[A-Z0-9][^|:]{0,40}:/.test(line) && !line.startsWith('  |'))
    expect(labels.length).toBeGreaterThan(0)
    expect(labels.filter((line) => !/^ {2}[^:]+: /.test(line))).toEqual([])
  })
})
