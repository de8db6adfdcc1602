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
