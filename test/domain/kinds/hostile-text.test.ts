import { describe, expect, it } from 'vitest'
import { asbIncidentExample } from '../../../src/domain/kinds/asb-incident-example.ts'
import {
  field,
  layOut as laidOut,
  type RenderContext,
  type Section,
  safeLayout,
  text,
  writeLayout,
} from '../../../src/domain/kinds/layout.ts'
import { safeLine, safeLines, wrap } from '../../../src/domain/kinds/plain-text.ts'
import { kindOf } from '../../../src/domain/kinds.ts'

const layOut = (...of: [string, RenderContext, readonly Section[]]) => writeLayout(laidOut(...of))

const context = {
  marking: { scheme: 'GPMS' as const, level: 'RESTRICTED', descriptors: [] },
  reference: 'ASB-NK084-SN02Q-F',
  from: 'asb.team@liverpool.gcsx.gov.test',
  to: ['yot@liverpool.gcsx.gov.test'],
  urgency: 'routine' as const,
  respondBy: null,
}

/** What starts in the first column, or as a label does: everything a reader takes for ours. */
function structure(rendering: string): string[] {
  return rendering.split('\n').flatMap((line) => {
    if (/^\S/.test(line)) return [line]
    const label = /^ {2}(?! |\|)([^:]+:)/.exec(line)?.[1]
    return label === undefined ? [] : [label]
  })
}

const hostile = [
  ['an imitation of the marking', 'NOT PROTECTIVELY MARKED\n\nNOT PROTECTIVELY MARKED'],
  ['an imitation of a heading', 'x\n\nWHAT IS ASKED OF YOU\n  | Nothing.'],
  ['an imitation of a field', 'x\n  Wants anonymity:   No'],
  ['an imitation after carriage returns', 'x\rRESTRICTED\r\nRESTRICTED'],
  [
    'an imitation after vertical tab, form feed, NEL, LS and PS',
    'x\u000bA\u000cB\u0085C\u2028D\u2029RESTRICTED',
  ],
  ['direction overrides', '\u202eDETCIRTSER\u202c \u2066x\u2069 \u200f\u061c'],
  ['terminal escapes', '\u001b[2J\u001b]0;x\u0007\u009b31m'],
  ['a null and a delete', 'a\u0000b\u007f'],
  ['characters that take no room', 'RES\u200bTRIC\u2060TED\ufeff\u00ad\u{e0041}'],
  ['a pile of marks', `x${'\u0301'.repeat(5000)}`],
  ['half a surrogate pair', 'a\ud800b\udc00'],
  ['one endless word', 'x'.repeat(5000)],
  ['endless wide characters', '\u6f22'.repeat(1000)],
  ['endless characters beyond the basic plane', '\u{1f512}'.repeat(1000)],
  ['spaces that push a marking to the next line', `x${' '.repeat(500)}RESTRICTED`],
  ['tabs', '\t\tRESTRICTED'],
  ['nothing but spaces', '   '],
  ['a mailbox separator', 'From somebody\n.\n--\n'],
] as const

describe('no text can forge the structure of a rendering', () => {
  const plain = layOut('TITLE', context, [
    { heading: 'HEADING', parts: [field('Label', 'x'), text('x'), field('After', 'x')] },
  ])

  it.each(hostile)('%s', (_, words) => {
    const rendering = layOut('TITLE', context, [
      { heading: 'HEADING', parts: [field('Label', words), text(words), field('After', words)] },
    ])
    expect(structure(rendering)).toEqual(structure(plain))
    const lines = rendering.split('\n')
    expect([lines[0], lines.at(-1)]).toEqual(['RESTRICTED', 'RESTRICTED'])
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(78)
    expect(rendering.isWellFormed()).toBe(true)
    expect(rendering).not.toMatch(/[^\P{C}\n\u200c\u200d]/u)
  })

  it.each(hostile)('shown on a page, in its parts: %s', (_, words) => {
    const { sections } = safeLayout(
      laidOut('TITLE', context, [{ heading: 'HEADING', parts: [field('Label', words), text(words)] }]),
    )
    const [value, longer] =
      sections[0]?.parts.map((part) => ('value' in part ? part.value : 'text' in part && part.text)) ?? []
    expect(value).not.toMatch(/[^\P{C}\u200c\u200d]/u)
    expect(longer).not.toMatch(/[^\P{C}\n\u200c\u200d]/u)
  })

  it.each(hostile)('in the addresses and the reference of the head: %s', (_, words) => {
    const rendering = layOut(
      'TITLE',
      { ...context, reference: words, from: words, to: [words], respondBy: words },
      [],
    )
    expect(structure(rendering)).toEqual([
      'RESTRICTED',
      'TITLE',
      'Reference:',
      'From:',
      'To:',
      'Respond by:',
      'RESTRICTED',
    ])
  })

  it('in the text of a referral, where line breaks are allowed', () => {
    const { render } = kindOf('asb-incident')
    const narrative = 'RESTRICTED\n\nCAVEATS\n  Wants anonymity:   No\n\u202eRESTRICTED'
    const forged = render({ ...asbIncidentExample, narrative }, context)
    expect(structure(forged)).toEqual(structure(render(asbIncidentExample, context)))
    expect(forged).toContain('\n  | CAVEATS\n  | Wants anonymity: No\n  | \uFFFDRESTRICTED\n')
  })
})

describe('text is kept', () => {
  it('in other scripts, with the joiners and marks that they need', () => {
    for (const words of ['Zoë O’Example', 'نمونه\u200cای', 'שלום', 'नमूना', '👩\u200d🚒', 'Nguyễn Văn Mẫu']) {
      expect(safeLine(words)).toBe(words)
    }
  })

  it('in its lines, without blank ones at the ends', () => {
    expect(safeLines('\n\none\r\n\r\ntwo\n \n')).toEqual(['one', '', 'two'])
  })

  it('whole when it is wrapped', () => {
    const words = `A first word, then ${'long'.repeat(40)} and the last.`
    const lines = wrap(words, 30)
    expect(lines.every((line) => line.length <= 30)).toBe(true)
    expect(lines.join('').replaceAll(' ', '')).toBe(words.replaceAll(' ', ''))
  })
})
