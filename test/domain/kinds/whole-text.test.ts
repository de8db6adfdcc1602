import { describe, expect, it } from 'vitest'
import { kinds } from '../../../src/domain/kinds.ts'

const context = {
  marking: { scheme: 'GPMS' as const, level: 'RESTRICTED', descriptors: [] },
  reference: 'ASB-NK084-SN02Q-F',
  from: 'asb.team@testville.gcsx.test',
  to: ['yot@testville.gcsx.test'],
  urgency: 'routine' as const,
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

/** The places of every text in the data, each as the steps to it. */
function placesIn(value: unknown, steps: readonly string[] = []): string[][] {
  if (typeof value === 'string') return [[...steps]]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => placesIn(inner, [...steps, name]))
}

/** The same data with other words at one place. */
function withWords(value: unknown, [step, ...steps]: readonly string[], words: string): unknown {
  if (step === undefined) return words
  if (Array.isArray(value))
    return value.map((one, at) => (`${at}` === step ? withWords(one, steps, words) : one))
  const fields: Readonly<Record<string, unknown>> = Object.fromEntries(Object.entries(value ?? {}))
  return { ...fields, [step]: withWords(fields[step], steps, words) }
}

/** What starts in the first column: markings and headings. */
const structure = (text: string) => text.split('\n').filter((line) => /^\S/.test(line))

describe('nothing that is filled in passes for a marking or a heading', () => {
  const imitations = ['RESTRICTED', 'x\n\nNOT PROTECTIVELY MARKED\nWHAT IS ASKED OF YOU']

  it.each(examples)('$name', ({ kind, example }) => {
    const headings = structure(kind.render(example, context))
    const forged = placesIn(example).flatMap((place) =>
      imitations
        .map((words) => withWords(example, place, words))
        .filter((data) => kind.check(data).length === 0),
    )
    expect(forged.length).toBeGreaterThan(1)
    for (const data of forged) expect(structure(kind.render(data, context))).toEqual(headings)
  })
})
