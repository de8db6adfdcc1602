import { longestTask, openBrowserDesk, pausesOf, watchPauses } from '../browser-desk.ts'
import { median } from '../interleave.ts'
import { lessIsBetter, type Row } from '../row.ts'
import { READER, sendIncidents } from '../sent-incidents.ts'
import { startServiceProcess } from '../service-process.ts'

const LIMIT_MS = 3_000
const SIZE_LIMIT_KB = 250
/** Referrals in the inbox; fifty of them are on its first page. */
const REFERRALS = 100

const row: Row = {
  name: 'web-inbox',
  about:
    'From the press of the button that signs in to an inbox of 100 on the page, the handling statement agreed to on the way, what is loaded before it, and the longest task of the page’s thread meanwhile; peers: limits of 3 s, 250 kB and 50 ms.',
  async measure({ rounds, quick, progress }) {
    const service = await startServiceProcess({ withClient: true })
    try {
      await sendIncidents(service, quick ? 10 : REFERRALS)
      const desk = await openBrowserDesk(service, READER)
      try {
        const { page } = desk
        await page.goto('/')
        await page.getByLabel('Sign-in name').waitFor()
        const bytes = await page.evaluate(() =>
          [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].reduce(
            (sum, entry) => sum + (entry as PerformanceResourceTiming).encodedBodySize,
            0,
          ),
        )
        const times: number[] = []
        const tasks: number[] = []
        for (let round = 0; round < (quick ? 1 : rounds * 3); round += 1) {
          await desk.signIn('/inbox?show=all', watchPauses)
          await page.locator('.app-row').first().waitFor()
          times.push(
            await page.evaluate(
              () => performance.now() - (performance.getEntriesByName('sign-in').at(-1)?.startTime ?? 0),
            ),
          )
          tasks.push((await pausesOf(page)).task)
        }
        progress(`${times.map(Math.round).join(' ')}; longest tasks ${tasks.map(Math.round).join(' ')}`)
        return [
          lessIsBetter({
            name: 'web-inbox',
            unit: 'ms',
            peer: 'a limit',
            value: median(times),
            peerValue: LIMIT_MS,
          }),
          lessIsBetter({
            name: 'web-inbox, loaded before sign-in',
            unit: 'kB',
            peer: 'a limit',
            value: bytes / 1000,
            peerValue: SIZE_LIMIT_KB,
          }),
          longestTask('web-inbox', tasks),
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
