import { busiestTask, millisecondsUntil, openBrowserDesk } from '../browser-desk.ts'
import { median } from '../interleave.ts'
import { lessIsBetter, type Row } from '../row.ts'
import { READER, sendIncidents } from '../sent-incidents.ts'
import { startServiceProcess } from '../service-process.ts'

const LIMIT_MS = 200
const TASK_LIMIT_MS = 50
/** So many are opened first, and watched: to watch takes time, so they are not timed. */
const WATCHED = 5

const row: Row = {
  name: 'web-open',
  about:
    'From the press of the button that opens a referral in the browser client, receipts signed and proof checked, to its words on the page; peer: a limit of 200 ms.',
  async measure({ rounds, quick, progress }) {
    const service = await startServiceProcess({ withClient: true })
    try {
      const count = quick ? 3 : rounds * 10
      await sendIncidents(service, WATCHED + count)
      const desk = await openBrowserDesk(service, READER)
      try {
        const { page } = desk
        await desk.signIn('/inbox?show=all')
        const first: number[] = []
        const again: number[] = []
        await page.locator('.app-row').first().waitFor()
        const open = async (at: number): Promise<void> => {
          await page.locator('.app-row a').filter({ hasText: 'ASB incident' }).nth(at).click()
          await page.getByRole('button', { name: 'Open and sign for it' }).waitFor()
          first.push(await millisecondsUntil(page, 'main button.govuk-button', 'main h2'))
          await page.goBack()
          await page.locator('.app-row').first().waitFor()
          again.push(await millisecondsUntil(page, `.app-row:nth-child(${at + 1}) a`, 'main h2'))
          await page.goBack()
          await page.locator('.app-row').first().waitFor()
        }
        const task = await busiestTask(page, async () => {
          for (let at = 0; at < WATCHED; at += 1) await open(at)
        })
        first.length = 0
        again.length = 0
        for (let at = 0; at < count; at += 1) await open(WATCHED + at)
        progress(`first ${first.map(Math.round).join(' ')}; again ${again.map(Math.round).join(' ')}`)
        const limit = { unit: 'ms', peer: 'a limit', peerValue: LIMIT_MS }
        return [
          lessIsBetter({ name: 'web-open', ...limit, value: median(first) }),
          lessIsBetter({ name: 'web-open, again from the list', ...limit, value: median(again) }),
          lessIsBetter({
            name: 'web-open, longest task',
            unit: 'ms',
            peer: 'a limit',
            peerValue: TASK_LIMIT_MS,
            value: task,
          }),
        ]
      } finally {
        await desk.close()
      }
    } finally {
      await service.stop()
    }
  },
}

export default row
