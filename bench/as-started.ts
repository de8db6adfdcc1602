import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What a process of Node is started with. */
export type ProcessSettings = { environment: Record<string, string>; nodeFlags: string[] }

/**
 * What `npm start` starts the service with, so that what is measured is what people run: the settings that stand
 * before `node` in the script, and the flags between it and the program.
 */
export async function asStarted(): Promise<ProcessSettings> {
  const { scripts }: { scripts: { start: string } } = JSON.parse(
    await readFile(join(import.meta.dirname, '../package.json'), 'utf8'),
  )
  return settingsOf(scripts.start)
}

export function settingsOf(script: string): ProcessSettings {
  const words = script.split(' ')
  const [node, program] = [words.indexOf('node'), words.indexOf('src/main.ts')]
  if (node < 0 || program < node) throw new Error(`npm start runs something else than the service: ${script}`)
  const environment = Object.fromEntries(
    words.slice(0, node).map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]),
  )
  return { environment, nodeFlags: words.slice(node + 1, program) }
}
