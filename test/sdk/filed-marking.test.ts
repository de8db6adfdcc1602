import { expect, it } from 'vitest'
import { formatMarking, parseMarking } from '../../src/domain/marking.ts'
import { filedMarking } from '../../src/sdk/filed-marking.ts'

it.each([
  ['its own, from the subject', null, 'RESTRICTED: a joint visit', 'Dear all', 'RESTRICTED'],
  [
    'its own, from the first line',
    null,
    'A joint visit',
    'PROTECT – PERSONAL\nDear all',
    'PROTECT – PERSONAL',
  ],
  [
    "the reader's, where it has none",
    'PROTECT – PERSONAL',
    'A joint visit',
    'Dear all',
    'PROTECT – PERSONAL',
  ],
  ["the reader's, where that is higher", 'RESTRICTED', 'PROTECT - PERSONAL: visit', 'Dear all', 'RESTRICTED'],
  ['never less than its own', 'NOT PROTECTIVELY MARKED', 'RESTRICTED: a visit', 'Dear all', 'RESTRICTED'],
  ['never that of another scheme', 'OFFICIAL', 'Visit', 'RESTRICTED\nDear all', 'RESTRICTED'],
  ['no marking, where nobody gives one', null, 'A joint visit', 'Protect the victims: see below', null],
])('mail from a partner is filed under %s', (_case, given, subject, text, marking) => {
  const filed = filedMarking(given === null ? null : parseMarking(given), { subject, text })
  expect(filed && formatMarking(filed)).toBe(marking)
})
