import { expect, it } from 'vitest'
import type { ReferralView } from '../../src/domain/wire/referral-response.ts'
import { followed } from '../../src/web/worker/compose/original-of-draft.ts'
import { ASB, YOT } from './fixture.ts'

const POLICE = 'intelligence@merseyside.pnn.police.test'

const view = (referral: string, from: string | null, to: string[], sentByMe: boolean) =>
  ({
    ...{ referral, from, sentByMe },
    deliveries: to.map((mailbox) => ({ mailbox, delivery: `${referral} to ${mailbox}` })),
  }) as ReferralView

const asked = view('asked', ASB, [YOT, POLICE], true)
const answered = view('answered', YOT, [ASB], false)

it('finds what a note follows: what was received from whom it goes to', () => {
  expect(followed([asked, answered], { from: ASB, to: [YOT] })).toEqual([
    { of: `answered to ${ASB}`, received: true },
  ])
})

it('finds what was sent to all of those whom it goes to, and to nobody else', () => {
  expect(followed([asked, answered], { from: ASB, to: [POLICE, YOT] })).toEqual([
    { of: 'asked', received: false },
  ])
  expect(followed([asked], { from: ASB, to: [POLICE] })).toEqual([])
})

it('takes nothing from somebody whom nobody knows, or that another mailbox received', () => {
  expect(followed([view('mail', null, [ASB], false)], { from: ASB, to: [YOT] })).toEqual([])
  expect(followed([answered], { from: POLICE, to: [YOT] })).toEqual([])
})

it('takes of a longer exchange what the draft says that it follows, and nothing where that is gone', () => {
  const again = view('again', YOT, [ASB], false)
  const to = { from: ASB, to: [YOT] }
  expect(followed([asked, answered, again], to)).toHaveLength(2)
  expect(followed([asked, answered, again], to, 'again')).toEqual([{ of: `again to ${ASB}`, received: true }])
  expect(followed([asked, answered], to, 'again')).toEqual([])
})
