import { stage } from '../../src/services/log/stage.ts'
import { longestTask, openBrowserDesk, pausesOf, watchPauses } from '../browser-desk.ts'
import { median } from '../interleave.ts'
import { lessIsBetter, type Row } from '../row.ts'
import { recordsOfLives } from '../seed/log-folder.ts'
import { type ServiceProcess, startServiceProcess } from '../service-process.ts'

const ENTRIES = 10_000
const LIMIT_MS = 10_000
/** Records that are staged at once. */
const LOT = 1_000

const row: Row = {
  name: 'web-log-check',
  about:
    'A log of 10,000 entries verified whole in the browser client, every record opened, from the press of the button to what was found; and the longest task of the page’s thread meanwhile. Peers: limits of 10 s and 50 ms.',
  async measure({ rounds, quick, progress }) {
    const service = await startServiceProcess({ withClient: true })
    try {
      await fillLog(service, quick ? 600 : ENTRIES)
      const desk = await openBrowserDesk(service, 'auditor')
      try {
        const { page } = desk
        await desk.signIn('/log-check')
        const [times, tasks]: [number[], number[]] = [[], []]
        for (let round = 0; round < rounds; round += 1) {
          const button = page.getByRole('button', { name: 'Check the whole log' })
          await button.waitFor()
          await watchPauses(page)
          const began = performance.now()
          await button.click()
          await page.getByRole('progressbar').waitFor()
          await page.getByText('Entries and tree').waitFor()
          times.push(performance.now() - began)
          tasks.push((await pausesOf(page)).task)
        }
        progress(`${times.map(Math.round).join(' ')}; longest tasks ${tasks.map(Math.round).join(' ')}`)
        return [
          lessIsBetter({
            name: 'web-log-check',
            ...{ unit: 'ms', peer: 'a limit', peerValue: LIMIT_MS },
            value: median(times),
          }),
          longestTask('web-log-check', tasks),
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

/** Has so many records of referrals entered in the log, and waits until they are published. */
async function fillLog({ db, session }: ServiceProcess, count: number): Promise<void> {
  const lives = recordsOfLives()
  for (let from = 0; from < count; from += LOT) {
    const records = Array.from({ length: Math.min(LOT, count - from) }, () => lives.next().value)
    await stage(
      db,
      records.flatMap((one) => (one ? [{ ...one, referralId: null }] : [])),
    )
  }
  const { client } = await session('auditor')
  const published = async () =>
    Number(
      new TextDecoder().decode((await client.logFile('checkpoint', 64 * 1024)) ?? undefined).split('\n')[1],
    )
  while (!((await published()) >= count)) await new Promise((resolve) => setTimeout(resolve, 200))
}
