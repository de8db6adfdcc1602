import { describe, expect, it } from 'vitest'
import type { Body } from '../../src/domain/bodies.ts'
import { type Decision, decide, unmetIn } from '../../src/domain/decide.ts'
import { bodiesOfMailbox, mailboxFaults } from '../../src/domain/mailbox-bodies.ts'
import type { Signatory } from '../../src/domain/wire/agreement.ts'
import type { Directory, ListedSignatory } from '../../src/domain/wire/directory.ts'
import { depersonalised, directory, lawful, TODAY } from './partnership.ts'
import { expectOutcome } from './rules/outcome.ts'

/** Which body of an agency a mailbox is of, where an agreement says so. */

const ASB = 'asb.team@testville.gcsx.test'
const YOT = 'yot@testville.gcsx.test'
const POLICE = 'intelligence@testshire.pnn.test'

/** The partnership in which the council is of these bodies, with these mailboxes for some of them. */
const council = (bodies: Body[], mailboxes: Signatory['mailboxes']): Directory => {
  const as = (one: ListedSignatory) => (one.agency === 'council' ? { ...one, bodies, mailboxes } : one)
  return {
    ...directory,
    agreements: directory.agreements.map((one) => ({ ...one, signatories: one.signatories.map(as) })),
  }
}

describe('a mailbox (U8, L6)', () => {
  const bodies: Body[] = ['council', 'social-care', 'scrutiny-committee']
  const mailboxes: Signatory['mailboxes'] = [{ address: YOT, bodies: ['social-care', 'scrutiny-committee'] }]

  it('is of all that the agency is, where the agreement names none', () => {
    expect(bodiesOfMailbox({ bodies, mailboxes: [] }, ASB)).toEqual(bodies)
  })

  it('is of those that it is named for, and any other of what none is named for', () => {
    expect(bodiesOfMailbox({ bodies, mailboxes }, YOT)).toEqual(['social-care', 'scrutiny-committee'])
    expect(bodiesOfMailbox({ bodies, mailboxes }, ASB)).toEqual(['council'])
  })

  it('is named once, in a domain of the agency, for what the agency is', () => {
    const of = (named: Signatory['mailboxes']) =>
      mailboxFaults({
        agency: 'Testville Council',
        bodies,
        domains: ['testville.gcsx.test'],
        mailboxes: named,
      })
    expect(of(mailboxes)).toEqual([])
    expect(of([...mailboxes, ...mailboxes])).toEqual([expect.stringContaining(`the mailbox ${YOT} twice`)])
    expect(of([{ address: POLICE, bodies: ['council'] }])).toEqual([
      expect.stringContaining('in none of its mail domains'),
    ])
    expect(of([{ address: ASB, bodies: ['police'] }])).toEqual([
      `Testville Council names ${ASB} as a mailbox of its police force, and is none by this agreement.`,
    ])
  })
})

describe('the consent of the Caldicott Guardian (U8)', () => {
  const guardian = { consented: '2010-02-26', reference: 'CG/2010/31' }
  const told = { ...lawful, to: [POLICE], bases: [...lawful.bases, 'common-law-crime'] }
  const apart = council(['council', 'social-care'], [{ address: YOT, bodies: ['social-care'] }])

  it.each<[says: string, from: string, recorded: typeof guardian | null, outcome: Decision['outcome']]>([
    ['is asked of the mailbox of social care', YOT, null, 'needs'],
    ['is enough there', YOT, guardian, 'allowed'],
    ['is not asked of another mailbox of the council', ASB, null, 'allowed'],
    ['is nothing that another mailbox has', ASB, guardian, 'refused'],
  ])('%s', (_says, from, recorded, outcome) => {
    const decision = decide({ ...told, from, guardian: recorded }, apart, TODAY)
    expectOutcome(outcome, decision, outcome === 'allowed' ? [] : ['U8'])
    for (const { sentence } of unmetIn(decision))
      expect(sentence).toContain(`Testville Council at ${from} is`)
  })

  it('is asked of a mailbox that is not named, where the agency is nothing else', () => {
    const alone = council(['social-care'], [{ address: YOT, bodies: ['social-care'] }])
    expectOutcome('needs', decide({ ...told, from: ASB }, alone, TODAY), ['U8'])
  })

  it('is asked of every mailbox where the agreement names none', () => {
    const whole = council(['council', 'social-care'], [])
    for (const from of [ASB, YOT]) expectOutcome('needs', decide({ ...told, from }, whole, TODAY), ['U8'])
  })
})

describe('the duty towards a committee (L6)', () => {
  const asked = (to: string) => ({ ...depersonalised, from: POLICE, to: [to], bases: ['pja-2006-s19'] })
  const apart = council(['council', 'scrutiny-committee'], [{ address: YOT, bodies: ['scrutiny-committee'] }])

  it('reaches the mailbox of the committee, and no other of the council', () => {
    expectOutcome('allowed', decide(asked(YOT), apart, TODAY))
    const decision = decide(asked(ASB), apart, TODAY)
    expectOutcome('refused', decision, ['L6'])
    expect(unmetIn(decision)[0]?.sentence).toContain(
      `does not reach Testville Council at ${ASB} from Testshire Police`,
    )
  })

  it('reaches any mailbox of a council whose agreement names none', () => {
    expectOutcome('allowed', decide(asked(ASB), council(['council', 'scrutiny-committee'], []), TODAY))
  })
})
