/** A second Ctrl-C within this time is the same key press: npm passes on what the terminal sent to us too. */
const SAME_PRESS_MS = 500

export interface StopSignals {
  asked: Promise<void>
  wasAsked(): boolean
  release(): void
}

/** The first SIGINT or SIGTERM resolves `asked`; another one later calls `hard`. */
export function stopSignals(hard: (exitCode: number) => void): StopSignals {
  let first = 0
  let resolve = () => {}
  const asked = new Promise<void>((done) => {
    resolve = done
  })
  const onSignal = (name: NodeJS.Signals) => {
    if (first === 0) {
      first = Date.now()
      resolve()
    } else if (Date.now() - first > SAME_PRESS_MS) {
      // By the shell's custom, 128 and the number of the signal.
      hard(name === 'SIGINT' ? 130 : 143)
    }
  }
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal)
  return {
    asked,
    wasAsked: () => first !== 0,
    release: () => {
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
    },
  }
}
