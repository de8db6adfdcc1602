/** Something that shows a step to have happened: a name and what was found. */
export type Evidence = readonly [name: string, found: string]

/** A step of a journey that has been taken. */
export type ToldStep = { journey: string; step: number; says: string; evidence: readonly Evidence[] }

/** A step of a journey failed, or took too long. The message is for the person who watches. */
export class JourneyError extends Error {
  override readonly name = 'JourneyError'
}

/**
 * Takes one step: does it, within the time there is, and tells it with its evidence.
 *
 * @param says what happens, a sentence
 * @param act does it; must throw a JourneyError, or the error that stopped it, when it did not happen
 * @param show what of the result shows that it happened
 */
export type Take = <T>(
  says: string,
  act: () => Promise<T>,
  show: (found: T) => readonly Evidence[],
) => Promise<T>

/** How long a step may take, in milliseconds: mail goes over loopback, so seconds are plenty. */
export const STEP_LIMIT_MS = 30_000

/** Tells a journey's steps, in order, each bounded in time. */
export function teller(journey: string, tell: (step: ToldStep) => void, limitMs = STEP_LIMIT_MS): Take {
  let step = 0
  return async (says, act, show) => {
    step += 1
    const found = await withinLimit(says, act, limitMs)
    tell({ journey, step, says, evidence: show(found) })
    return found
  }
}

async function withinLimit<T>(says: string, act: () => Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new JourneyError(`This did not happen within ${limitMs / 1000} seconds: ${says}`))
    }, limitMs)
  })
  try {
    return await Promise.race([act(), late])
  } catch (error) {
    if (error instanceof JourneyError) throw error
    const why = error instanceof Error ? error.message : String(error)
    throw new JourneyError(`This failed: ${says} ${why}`, { cause: error })
  } finally {
    clearTimeout(timer)
  }
}

const LOOK_AGAIN_MS = 100

/** Looks until there is something to see; the step's own limit ends a wait in vain. */
export async function eventually<T>(look: () => Promise<T | null | undefined>): Promise<T> {
  for (const end = Date.now() + STEP_LIMIT_MS; ; ) {
    const found = await look()
    if (found !== null && found !== undefined) return found
    if (Date.now() > end) throw new JourneyError('It was waited for in vain.')
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))
  }
}

/** Fails the step with a sentence unless the condition holds. */
export function demand(holds: boolean, sentence: string): asserts holds {
  if (!holds) throw new JourneyError(sentence)
}
