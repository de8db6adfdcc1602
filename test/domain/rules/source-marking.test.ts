import { expect, it } from 'vitest'
import { decide } from '../../../src/domain/decide.ts'
import { parseMarking } from '../../../src/domain/marking.ts'
import type { Marking } from '../../../src/domain/wire/referral-fields.ts'
import { directory, lawful, TODAY } from '../partnership.ts'
import { MODERN_DAY, modern, modernDirectory } from './modern.ts'
import { expectOutcome } from './outcome.ts'

const answered = (marking: Marking) => ({ marking, dataClass: 'sensitive-personal' as const })

const answering = (marking: string, source: string | null) =>
  decide(
    { ...lawful, marking: parseMarking(marking) },
    directory,
    TODAY,
    source === null ? null : answered(parseMarking(source)),
  )

it.each<[says: string, marking: string, source: string | null, rules: string[]]>([
  ['as what it answers', 'RESTRICTED', 'RESTRICTED', []],
  ['above it', 'RESTRICTED', 'PROTECT – PERSONAL', []],
  ['as it, with another descriptor', 'PROTECT – MEDICAL', 'PROTECT – PERSONAL', []],
  ['below it', 'PROTECT – PERSONAL', 'RESTRICTED', ['M11']],
  ['below what may not even travel here', 'RESTRICTED', 'CONFIDENTIAL', ['M11']],
  ['at all, where it answers nothing', 'PROTECT – PERSONAL', null, []],
  ['by another scheme, with which nothing is compared', 'RESTRICTED', 'OFFICIAL', []],
  ['above the ceiling: that alone is said', 'SECRET', 'RESTRICTED', ['M6']],
])('M11: it may be marked %s', (_, marking, source, rules) => {
  expectOutcome(rules.length > 0 ? 'refused' : 'allowed', answering(marking, source), rules)
})

it('M11: under GSC as well', () => {
  const official = { ...modern, marking: parseMarking('OFFICIAL') }
  const source = parseMarking('OFFICIAL-SENSITIVE')
  expectOutcome('refused', decide(official, modernDirectory, MODERN_DAY, answered(source)), ['M11'])
})

it('M11: is said too where there is no such agreement, and what to do', () => {
  const fields = {
    ...lawful,
    agreement: { id: 'other', version: 1 },
    marking: parseMarking('PROTECT – PERSONAL'),
  }
  const decision = decide(fields, directory, TODAY, answered(parseMarking('RESTRICTED')))
  expectOutcome('refused', decision, ['A9', 'M11'])
  expect(decision).toMatchObject({
    reasons: [{}, { sentence: expect.stringMatching(/Mark it RESTRICTED, or ask whoever sent that/) }],
  })
})
