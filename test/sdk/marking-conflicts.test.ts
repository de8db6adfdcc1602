import { expect, it } from 'vitest'
import { parseMarking } from '../../src/domain/marking.ts'
import { markingConflicts } from '../../src/sdk/marking-conflicts.ts'

const file = (name: string, text = '', type = 'text/plain') => ({
  name,
  type,
  bytes: new TextEncoder().encode(text),
})

it.each<
  [what: string, marking: string, data: unknown, attachments: ReturnType<typeof file>[], where: string[]]
>([
  [
    'nothing higher',
    'RESTRICTED',
    { narrative: 'As RESTRICTED as this.' },
    [file('RESTRICTED diary.txt')],
    [],
  ],
  ['a level in a text', 'RESTRICTED', { narrative: 'From a CONFIDENTIAL report.' }, [], ['/narrative']],
  ['one deep in the form', 'PROTECT – PERSONAL', { items: [{ text: 'RESTRICTED' }] }, [], ['/items/0/text']],
  [
    'a word that is no marking',
    'RESTRICTED',
    { narrative: 'In confidence, a secret; CONFIDENTIALITY.' },
    [],
    [],
  ],
  [
    'the name of a file',
    'RESTRICTED',
    {},
    [file('map.pdf'), file('SECRET_plan.pdf')],
    ['the name of attachment 2'],
  ],
  ['a name in small letters, which is a name', 'RESTRICTED', {}, [file('secret garden.pdf')], []],
  [
    'a line of a text file',
    'RESTRICTED',
    {},
    [file('diary.txt', 'x\r\n CONFIDENTIAL \r\nx')],
    ['attachment 1'],
  ],
  ['a word within a text file', 'RESTRICTED', {}, [file('diary.txt', 'He said SECRET things.')], []],
  ['what cannot be read here', 'RESTRICTED', {}, [file('a.pdf', 'SECRET', 'application/pdf')], []],
  ['GSC', 'OFFICIAL', { answer: 'It was OFFICIAL-SENSITIVE.' }, [], ['/answer']],
])(
  'a marking above that of the referral is found where it stands: %s',
  (_, marking, data, attachments, where) => {
    const found = markingConflicts(parseMarking(marking), { data, attachments })
    expect(found.map((conflict) => conflict.where)).toEqual(where)
  },
)
