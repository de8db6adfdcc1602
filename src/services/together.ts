/**
 * Does many things of one kind together: whatever is asked for while the last lot is being worked on makes the next.
 * Nobody waits for others to come, so alone each is done at once; and under load one statement serves many.
 *
 * @param work gives one answer for each item, in order; where it fails, all who asked are told so
 * @param most items of one lot
 */
export function together<T, R>(
  work: (items: readonly T[]) => Promise<readonly R[]>,
  { most }: { most: number },
): (item: T) => Promise<R> {
  type Waiting = { item: T; resolve(answer: R): void; reject(error: unknown): void }
  let waiting: Waiting[] = []
  let working = false

  async function run(): Promise<void> {
    working = true
    // What is asked for in the same turn of the event loop belongs to the first lot already.
    await new Promise(setImmediate)
    while (waiting.length > 0) {
      const lot = waiting.slice(0, most)
      waiting = waiting.slice(most)
      try {
        const answers = await work(lot.map(({ item }) => item))
        if (answers.length !== lot.length) throw new Error('there is one answer for each item')
        for (const [at, answer] of answers.entries()) lot[at]?.resolve(answer)
      } catch (error) {
        for (const { reject } of lot) reject(error)
      }
    }
    working = false
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      if (!working) void run()
    })
}

/**
 * Writes things of one kind together, as `together` does. Where the database refuses a lot for something that is in it,
 * each is written once more by itself, so that what is wrong with one does not keep back the others. One that came
 * alone, too: what another process wrote at the same moment is known the second time.
 *
 * @param write commits the lot, all of it or nothing. @returns one answer for each, in order
 */
export function togetherOrAlone<T, R>(
  write: (items: readonly T[]) => Promise<readonly R[]>,
  { most }: { most: number },
): (item: T) => Promise<R> {
  type Outcome = { answer: R } | { failed: unknown }
  const written = together<T, Outcome>(
    async (lot) => {
      try {
        return (await write(lot)).map((answer) => ({ answer }))
      } catch (error) {
        if (!isAboutALot(error)) return lot.map(() => ({ failed: error }))
      }
      const outcomes: Outcome[] = []
      for (const item of lot) outcomes.push(await alone(item))
      return outcomes
    },
    { most },
  )
  async function alone(item: T): Promise<Outcome> {
    try {
      const [answer] = await write([item])
      if (answer === undefined) throw new Error('there is one answer for each item')
      return { answer }
    } catch (error) {
      return { failed: error }
    }
  }
  return async (item) => {
    const outcome = await written(item)
    if ('failed' in outcome) throw outcome.failed
    return outcome.answer
  }
}

/**
 * Whether the database, itself well, refused something that it was to write: bad data and broken constraints (SQLSTATE
 * classes 22 and 23), or that others wrote at the same time (40001, 40P01).
 */
export function isAboutALot(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    /^(?:2[23]...|40001|40P01)$/.test(error.code)
  )
}
