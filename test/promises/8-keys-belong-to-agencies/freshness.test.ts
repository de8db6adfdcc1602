import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openedDocument, openedLines } from '../../../src/cli/opened.ts'
import { ASB_TEAM, COURT_LISTING, LIVERPOOL_YOT } from '../../../src/demo/partnership/mailboxes.ts'
import { restrictMailbox } from '../../../src/sdk/keys/restrict.ts'
import { openDelivery } from '../../../src/sdk/open-delivery.ts'
import { sealingAgain } from '../../../src/sdk/seal-again.ts'
import { send } from '../../../src/sdk/send.ts'
import type { Session } from '../../../src/sdk/session.ts'
import { delivered, named, prepared, refusal } from '../../services/sending.ts'
import { startTestService, type TestService } from '../../setup/service.ts'

let service: TestService
let officer: Session
let asb: Session
let yot: Session
beforeAll(async () => {
  service = await startTestService()
  officer = await service.session('council.liaison')
  asb = await service.session('asb.caseworker')
  yot = await service.session('yot.officer')
})
afterAll(() => service?.stop())

const now = () => new Date()
let isRestricted = false
/** A record about a mailbox of the council, which changes no key. */
const recorded = (mailbox: string, at = now()) => {
  isRestricted = !isRestricted
  return restrictMailbox(officer, { mailbox, restricted: isRestricted, now: at })
}
async function opened(referral: string) {
  const { delivery } = await delivered(yot, referral)
  await yot.trust.refresh()
  return openDelivery({ session: yot, delivery, now: now() })
}

describe('what was sealed by an older state of the trust log', () => {
  it.each([
    ['the mailbox that it goes to', LIVERPOOL_YOT],
    ['the mailbox that it is from', ASB_TEAM],
  ])(
    'is refused when a newer record concerns %s, and goes when it is sealed again',
    async (_which, mailbox) => {
      const old = await prepared(asb)
      await recorded(mailbox)
      await recorded(mailbox)
      const { type } = await refusal(asb.client.submit(old))
      expect(type).toBe(named('trust-behind'))
      let tries = 0
      const sent = await sealingAgain(asb, async () => {
        tries += 1
        return send({ session: asb, prepared: tries === 1 ? old : await prepared(asb) })
      })
      expect({ tries, sent: sent.referral !== old.fields.id }).toEqual({ tries: 2, sent: true })
      expect(await opened(sent.referral)).toMatchObject({ outcome: 'opened', warnings: [] })
    },
  )

  it('is taken when what is newer concerns others', async () => {
    const court = await service.session('court.liaison')
    await asb.trust.refresh()
    const old = await prepared(asb)
    await restrictMailbox(court, { mailbox: COURT_LISTING, restricted: true, now: now() })
    expect((await asb.client.submit(old)).referral).toBe(old.fields.id)
  })

  it('is taken again when it was taken before, whatever has been entered since', async () => {
    await asb.trust.refresh()
    const old = await prepared(asb)
    await asb.client.submit(old)
    await recorded(ASB_TEAM)
    expect((await asb.client.submit(old)).referral).toBe(old.fields.id)
  })

  it('has its reader warned, in words, where a service took it nevertheless', async () => {
    await asb.trust.refresh()
    const before = now()
    const { referral } = await send({ session: asb, prepared: await prepared(asb) })
    // As it would be by a service that took it though this stood in the log.
    await recorded(ASB_TEAM, before)
    const outcome = await opened(referral)
    const sentence = expect.stringMatching(
      /without what the trust log said by then: that the keys of .* were certified anew/,
    )
    expect(outcome).toMatchObject({ outcome: 'opened', warnings: [sentence] })
    expect(openedDocument(outcome, null)).toMatchObject({ warnings: [sentence] })
    expect(openedLines(outcome, null, 400).join('\n')).toContain(`WARNING: It was sealed without`)
  })

  it('warns nobody of what was entered after it was taken', async () => {
    await asb.trust.refresh()
    const { referral } = await send({ session: asb, prepared: await prepared(asb) })
    await recorded(ASB_TEAM, new Date(Date.now() + 2_000))
    expect(await opened(referral)).toMatchObject({ outcome: 'opened', warnings: [] })
  })
})
