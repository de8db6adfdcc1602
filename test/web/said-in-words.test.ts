import { glob, readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { USUAL_MARKING } from '../../src/domain/kinds/kind.ts'
import { field, gap, type RenderContext } from '../../src/domain/kinds/layout.ts'
import { kindOf } from '../../src/domain/kinds.ts'
import { stateWords } from '../../src/sdk/wording.ts'
import { receiptTag } from '../../src/web/components/state-tag.ts'
import { receiptSays } from '../../src/web/pages/case/receipt-words.ts'
import { captionOf } from '../../src/web/pages/compose/tasks.ts'
import { wrongReason } from '../../src/web/pages/giving-back/wrong-reason.ts'
import { blocksOf } from '../../src/web/pages/referral/blocks.ts'
import { loginFrom, missing } from '../../src/web/pages/sign-in/problems.ts'
import { shownMarking } from '../../src/web/shown-marking.ts'
import { consentsToCheck } from '../../src/web/worker/compose/consent-words.ts'

describe('a sign-in name', () => {
  const typed = { passphrase: 'twelve chars', kit: 'words', root: '' }

  it('is taken with capitals and blanks around it, as telephones write it', () => {
    expect(loginFrom(' Asb.Caseworker ')).toBe('asb.caseworker')
  })

  it('that nobody can have is said at its field, before anything is sent', () => {
    for (const login of ['asb caseworker', 'asb.caseworker@liverpool.gcsx.gov.test', '.asb'])
      expect(missing({ ...typed, login }, false)).toEqual([
        { field: 'login', message: expect.stringMatching(/^A sign-in name has letters, digits/) },
      ])
    expect(missing({ ...typed, login: 'asb.case-worker_2' }, false)).toEqual([])
    expect(missing({ ...typed, login: '' }, false)).toEqual([
      { field: 'login', message: 'Enter your sign-in name' },
    ])
  })
})

describe('how a delivery stands', () => {
  const replied = { state: 'delivered', answeredBy: 'a reply' } as const

  it('is that it was given back, also where a reply went with it', () => {
    expect(stateWords({ ...replied, answer: 'returned' })).toBe('returned')
    expect(stateWords({ ...replied, answer: 'declined' })).toBe('declined')
  })

  it('is else that it was replied to', () => {
    expect(stateWords({ ...replied, answer: 'accepted' })).toBe('replied')
    expect(stateWords({ ...replied, answer: null })).toBe('replied')
  })
})

describe('a receipt', () => {
  it('has the words of the tags and the buttons', () => {
    expect(['collected', 'accepted', 'returned'].map((event) => receiptTag(event).text)).toEqual([
      'Collected',
      'Taken on',
      'Returned',
    ])
  })

  it('says in a case why something was given back, and no code', () => {
    expect(receiptSays('collected')).toBe('Collected')
    for (const word of ['constructor', '__proto__', 'valueOf'])
      expect(receiptTag(word)).toEqual({ text: word, colour: 'grey' })
    expect(receiptSays('returned (advice-given)')).toBe(
      'Returned. The team takes no further action; its advice is in a reply.',
    )
  })
})

describe('the marking of what nobody is known to have signed', () => {
  it('is not called one that is still to be given', () => {
    expect(shownMarking(null, true)).toMatch(/^MARKING NOT BELIEVED/)
    expect(shownMarking(null, false)).toMatch(/^NOT YET MARKED/)
    expect(shownMarking('RESTRICTED', true)).toBe('RESTRICTED')
  })
})

describe('the reason of what is given back', () => {
  const wrong = (...of: Parameters<typeof wrongReason>) => wrongReason(...of).map(({ field }) => field)

  it('is not that advice is in a reply where none goes with it', () => {
    expect(wrong('returned', { reason: 'advice-given', advises: 'no' })).toEqual(['code'])
    expect(wrong('returned', { reason: 'advice-given', advises: 'yes' })).toEqual([])
    expect(wrong('returned', { reason: 'no-capacity', advises: 'no' })).toEqual([])
    expect(wrong('returned', { reason: null, advises: '' })).toEqual(['code', 'advises'])
    expect(wrong('declined', { reason: 'no-capacity', advises: '' })).toEqual([])
  })
})

describe('what is composed', () => {
  const UNSAID = { on: null, written: null, reviewBy: null, told: null }

  it('does not show as an answer on consent what nobody has answered', () => {
    const consent = { ...UNSAID, state: 'not-sought', why: null } as const
    expect(consentsToCheck({ consent, otherConsents: [] })).toEqual(['Not sought; nobody has said why yet'])
    const said = { ...consent, why: 'prejudice' } as const
    expect(consentsToCheck({ consent: said, otherConsents: [] })).toEqual([
      'Not sought; asking would prejudice',
    ])
  })

  it('is an order to be pushed on all of its pages', () => {
    const composition = { kind: 'court-order', answering: {}, returning: null } as never
    expect(captionOf({ composition, journey: 'push' })).toBe('Push an order')
    expect(captionOf({ composition, journey: 'whole' })).toBe('Send a referral: Court order')
  })
})

describe('what a referral says', () => {
  const { layOut, render, example } = kindOf('asb-incident')
  const context = {
    marking: { ...USUAL_MARKING.GPMS },
    reference: 'ASB-NK084-SN02Q-F',
    from: 'asb.team@testville.gcsx.test',
    to: ['yot@testville.gcsx.test'],
    urgency: 'routine' as const,
    respondBy: null,
  } satisfies RenderContext
  const data = { ...(example as object), witnesses: [] }

  it('says of witnesses that none are known, on a page in a sentence and in print as it was ever sealed', () => {
    const witnesses = layOut(data, context).sections.find(({ heading }) => heading === 'WITNESSES')
    expect(blocksOf(witnesses?.parts ?? [])).toEqual(['None are known.'])
    // Further values of a field have its name on a page, and a gap divides two people.
    expect(blocksOf([field('To', 'one'), field('', 'two'), gap, field('Name', 'three')])).toEqual([
      [
        { key: 'To', value: 'one' },
        { key: 'To', value: 'two' },
      ],
      [{ key: 'Name', value: 'three' }],
    ])
    expect(render(data, context)).toContain('WITNESSES\n  Known:             None\n')
  })
})

describe('the sentences that a page may show', () => {
  const ROOMS = ['src/web', 'src/sdk', 'src/domain/trust', 'src/domain/rules', 'src/domain/problems.ts']

  /** Every line of these sources but their comments. */
  async function linesOfCode(): Promise<string[]> {
    const found: string[] = []
    for await (const file of glob(
      ROOMS.map((room) => (room.endsWith('.ts') ? room : `${room}/**/*.{ts,tsx}`)),
    ))
      for (const line of (await readFile(file, 'utf8')).split('\n'))
        if (!/^\s*(?:\*|\/[/*])/.test(line)) found.push(line.trim())
    return found
  }

  it('name no rule by an id that only the requirements explain', async () => {
    const lines = await linesOfCode()
    expect(lines.length).toBeGreaterThan(10_000)
    expect(
      lines.filter((line) => /\((?:rule )?[A-Z]{1,2}\d{1,2}(?:, [A-Z]{1,2}\d{1,2})*\)/.test(line)),
    ).toEqual([])
  })
})
