import type { Cli } from '../account.ts'
import { safeLine } from '../terminal-text.ts'
import type { Ended } from './end-drop.ts'

/** What happens in the folder, one at a time. Names of files are the court's own and go to the terminal alone. */
export type WatchEvent =
  | Ended
  | { end: 'watching'; folder: string }
  | { end: 'waiting' | 'left' | 'set-aside'; name: string; why: string }
  | { end: 'trouble'; name: string | null; message: string; retrySeconds: number | null }
  | { end: 'stopped' }

export type Report = (event: WatchEvent) => void

/** Tells each event in a line, with `--json` as one object a line. */
export function reportTo({ terminal }: Pick<Cli, 'terminal'>, { json }: { json: boolean }): Report {
  return (event) => {
    if (json) return terminal.say(asciiJson(documentOf(event)))
    const line = safeLine(lineOf(event))
    if (event.end === 'trouble') terminal.note(line)
    else terminal.say(line)
    if ('replaced' in event && event.replaced.length > 0) {
      terminal.say(safeLine(`changed ${event.replaced.join(', ')}: looked at anew`))
    }
  }
}

function lineOf(event: WatchEvent): string {
  switch (event.end) {
    case 'sent':
      return `sent ${event.reference} ${event.name}${event.note === undefined ? '' : ` (${event.note})`}`
    case 'already-sent':
      return `already sent as ${event.reference} ${event.name}`
    case 'refused': {
      const { sentences, faults = [], reasons = [] } = event.refusal
      const more = [
        ...faults.map(({ path, message }) => `${path} ${message}`.trim()),
        ...reasons.map(({ rule, sentence }) => `${rule} ${sentence}`),
      ]
      return `refused ${event.name}: ${sentences.join(' ')}${more.length === 0 ? '' : ` (${more.join('; ')})`}`
    }
    case 'given-up':
      return `changed ${event.name}: it was not sent as it was, and is looked at anew`
    case 'watching':
      return `watching ${event.folder}`
    case 'waiting':
    case 'left':
      return `${event.end} ${event.name}: ${event.why}`
    case 'set-aside':
      return `set aside ${event.name}: ${event.why}`
    case 'trouble': {
      const what = event.name === null ? 'nothing is sent now' : `not sent ${event.name}`
      const then = event.retrySeconds === null ? '' : ` Trying again in ${event.retrySeconds} s.`
      return `${what}: ${event.message}${then}`
    }
    case 'stopped':
      return 'stopped'
  }
}

function documentOf(event: WatchEvent): object {
  const { end, ...rest } = event
  if (!('refusal' in rest)) return { event: end, ...rest }
  const { refusal, ...others } = rest
  return { event: end, ...others, ...refusal }
}

/** One line of plain ASCII: nothing in a file's name can drive a terminal, and no value is changed. */
const asciiJson = (value: unknown): string =>
  JSON.stringify(value).replaceAll(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
