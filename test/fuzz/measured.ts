/** What came of feeding many changed mails to something: how many, what was found wrong, and the slowest of them. */
export type Fed = { mails: number; wrong: string[]; slowest: number; slowestSeed: number }

export const nothingFed = (): Fed => ({ mails: 0, wrong: [], slowest: 0, slowestSeed: 0 })

/** So long no mail may take, in milliseconds of the processor: others may be at work on the machine. */
export const MOST_MS = 1000

/**
 * Does something with the mail of a seed, and notes what it throws and how long it takes. What was too slow is done twice
 * more, and the quickest counts: a reader that is caught in a mail is caught in it every time.
 */
export async function measured(fed: Fed, seed: number, work: () => Promise<void>): Promise<void> {
  fed.mails += 1
  let took = await once(fed, seed, work)
  for (let again = 0; again < 2 && took >= MOST_MS; again += 1)
    took = Math.min(took, await once(fed, seed, work))
  if (took > fed.slowest) Object.assign(fed, { slowest: took, slowestSeed: seed })
}

async function once(fed: Fed, seed: number, work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage()
  try {
    await work()
  } catch (error) {
    fed.wrong.push(
      `${seed}: ${error instanceof Error ? (error.stack ?? error.message).slice(0, 700) : String(error)}`,
    )
  }
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
