import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commandsBelow, namesOf } from '../../src/cli/help.ts'
import type { Io } from '../../src/cli/terminal.ts'
import { columnsOf } from '../../src/cli/terminal-text.ts'
import { agencies } from '../../src/demo/partnership/agencies.ts'
import { AGREEMENT_ID } from '../../src/demo/partnership/agreement.ts'
import { mailboxes } from '../../src/demo/partnership/mailboxes.ts'
import { people } from '../../src/demo/partnership/people.ts'
import { parseReference } from '../../src/domain/reference.ts'
import { ruleSet } from '../../src/domain/rule-sets.ts'
import { RIGHTS } from '../../src/domain/wire/grant.ts'
import { composeProgram } from '../../src/main/program.ts'
import { newMachine } from './run.ts'

/** Commands that print nothing that a program would read, and why. */
const WITHOUT_JSON: Readonly<Record<string, string>> = {
  'despatch serve': 'runs until it is stopped; what it logs is JSON already',
  'despatch completion': 'prints a script, which is for a shell',
  'despatch journal': 'has one command of its own, and prints nothing itself',
  'despatch log': 'has commands of its own, and prints nothing itself',
  'despatch audit': 'has commands of its own; alone it is audit list, with --json of that',
  'despatch witness': 'has commands of its own, and prints nothing itself',
  'despatch quarantine': 'has commands of its own; alone it is quarantine list, with --json of that',
  'despatch agreement': 'has commands of its own; alone it is agreement list, with --json of that',
  'despatch admin': 'has commands of its own, and prints nothing itself',
  'despatch admin root': 'has one command of its own, and prints nothing itself',
  'despatch admin user': 'has one command of its own, and prints nothing itself',
  'despatch admin rules': 'has one command of its own, and prints nothing itself',
  'despatch admin mailbox': 'has one command of its own, and prints nothing itself',
  'despatch partners': 'has commands of its own; alone it is partners list, with --json of that',
  'despatch drafts': 'has commands of its own; alone it is drafts list, with --json of that',
  'despatch case': 'has commands of its own; alone it is case list, with --json of that',
  'despatch case action': 'has commands of its own, and prints nothing itself',
  'despatch case person': 'has commands of its own, and prints nothing itself',
  'despatch partner-keys': 'has commands of its own; alone it is partner-keys list, with --json of that',
  'despatch account': 'has commands of its own; alone it is account show, with --json of that',
  'despatch key': 'has commands of its own; alone it is key list, with --json of that',
  'despatch recipients': 'has commands of its own; alone it is recipients list, with --json of that',
  'despatch rules': 'has commands of its own; alone it is rules show, with --json of that',
  'despatch notices': 'has commands of its own; alone it is notices show, with --json of that',
}

const WIDTHS = [60, 80, 120]

const silent = (columns: number): Io => ({ env: {}, columns, out: () => {}, err: () => {} })

const whole = (columns = 80): Promise<Command> => composeProgram(silent(columns))

/** Every command but the one that shells call for completion, which nobody is shown. */
const shown = (program: Command): Command[] =>
  commandsBelow(program).filter((command) => namesOf(command).join(' ') !== 'despatch complete')

const everyCommand = shown(await whole()).map((command) => namesOf(command).join(' '))

const named = (program: Command, name: string): Command => {
  const found = shown(program).find((command) => namesOf(command).join(' ') === name)
  if (!found) throw new Error(`There is no ${name}.`)
  return found
}

/** The program as it is, to be looked at and not to be run. */
const program = await whole()
const helps = new Map<string, string>()

/** The help as it is printed in so many columns. */
async function helpOf(name: string, columns: number): Promise<string> {
  const key = `${columns} ${name}`
  const help = helps.get(key) ?? (await printedHelp(name, columns))
  helps.set(key, help)
  return help
}

async function printedHelp(name: string, columns: number): Promise<string> {
  const machine = await newMachine({ columns })
  const { code, out, err } = await machine.despatch(...name.split(' ').slice(1), '--help')
  expect([code, err]).toEqual([0, ''])
  return out
}

/** The lines of the examples, as somebody copies them. */
const examplesIn = (help: string): string[] =>
  (/\nExamples:\n((?: {2}.*\n?)+)/.exec(help)?.[1] ?? '').trimEnd().split('\n')

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'despatch-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** What a shell makes of lines that somebody copies: the arguments of each call of `despatch`. */
const calls = async (lines: readonly string[]): Promise<string[][]> => (await callsOfAll([lines]))[0] ?? []

/** The same of many texts, by one shell. */
async function callsOfAll(texts: readonly (readonly string[])[]): Promise<string[][][]> {
  const script = texts
    .map((lines) => {
      // Where the output goes is the shell's business, and not to be tried here.
      const typed = lines.map((line) => line.replace(/ > \S+$/, '')).join('\n')
      // Each in a shell of its own, so that none can change another's meaning.
      return `(\n${typed}\n)\nprintf '\\x1d'\n`
    })
    .join('')
  const file = join(folder, 'typed.sh')
  await writeFile(file, `despatch() { printf '%s\\x1f' "$@"; printf '\\x1e'; }\n${script}`)
  const { stdout } = await promisify(execFile)('bash', ['-eu', file], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder },
    maxBuffer: 16 * 2 ** 20,
  })
  return stdout
    .split('\x1d')
    .slice(0, -1)
    .map((text) =>
      text
        .split('\x1e')
        .slice(0, -1)
        .map((call) => call.split('\x1f').slice(0, -1)),
    )
}

/** What a shell makes of the examples of every command, as they stand in so many columns. */
async function callsInExamples(columns: number): Promise<ReadonlyMap<string, string[][]>> {
  const texts: string[][] = []
  for (const name of everyCommand) texts.push(examplesIn(await helpOf(name, columns)))
  const typed = await callsOfAll(texts)
  expect(typed).toHaveLength(everyCommand.length)
  return new Map(everyCommand.map((name, at) => [name, typed[at] ?? []]))
}

const examples = new Map<number, Promise<ReadonlyMap<string, string[][]>>>()

/** {@link callsInExamples}, once for each width. */
const examplesAt = (columns: number): Promise<ReadonlyMap<string, string[][]>> => {
  const known = examples.get(columns) ?? callsInExamples(columns)
  examples.set(columns, known)
  return known
}

/** Reads a call as the program would, and does nothing. */
async function parsed(args: readonly string[]): Promise<string> {
  const program = await whole()
  let ran = ''
  for (const command of shown(program)) {
    const isGroup = command.commands.length > 0
    if (!isGroup) {
      command.action(() => {
        ran = namesOf(command).join(' ')
      })
    }
  }
  await program.parseAsync(args, { from: 'user' })
  return ran
}

describe('the help of the whole', () => {
  it('begins with what this is and three things to type', async () => {
    const help = await helpOf('despatch', 80)
    expect(help.split('\n')[0]).toMatch(/^Despatch carries case referrals/)
    const [beginning = ''] = help.split('Usage:')
    const typed = await calls(beginning.split('\n').filter((line) => line.startsWith('  ')))
    expect(typed.map(([command]) => command)).toEqual(['login', 'inbox', 'help'])
    expect(await parsed(typed[0] ?? [])).toBe('despatch login')
  })

  it('lists the commands by who uses them', async () => {
    const help = await helpOf('despatch', 80)
    const groups = [...help.matchAll(/^(\S.*):$/gm)].map(([, heading]) => heading)
    expect(groups.slice(-9)).toEqual([
      'Case work',
      'Courts, and whoever has a case system',
      'Auditors and liaison officers',
      'Members of mailboxes, and liaison officers',
      'Co-ordinators',
      'Your account',
      'About the rules',
      'Operator',
      'Help',
    ])
    for (const command of (await whole()).commands.filter((one) => one.name() !== 'complete')) {
      expect(help).toMatch(new RegExp(`^  ${command.name()}\\b`, 'm'))
    }
  })

  it('is what despatch alone prints, and despatch help', async () => {
    const machine = await newMachine({ columns: 80 })
    const help = await helpOf('despatch', 80)
    for (const args of [[], ['help']]) {
      expect(await machine.despatch(...args)).toEqual({ code: 0, out: help, err: '' })
    }
  })

  it.each(WIDTHS)('fits %i columns', async (columns) => {
    const help = await helpOf('despatch', columns)
    expect(help.split('\n').filter((line) => columnsOf(line) > columns)).toEqual([])
  })
})

describe.each(everyCommand)('%s', (name) => {
  const typedAt = async (columns: number) => (await examplesAt(columns)).get(name) ?? []

  it('says what it does, and what each option and argument is', async () => {
    const command = named(program, name)
    expect(command.description()).not.toBe('')
    for (const { flags, description } of command.options) expect([flags, description]).not.toContain('')
    for (const argument of command.registeredArguments) {
      expect([argument.name(), argument.description]).not.toContain('')
    }
  })

  it('prints JSON for programs, or there is a reason why not', async () => {
    const has = named(program, name).options.some(({ long }) => long === '--json')
    expect(has).toBe(WITHOUT_JSON[name] === undefined)
  })

  it('has one to three examples that the program understands as they stand', async () => {
    const typed = await typedAt(60)
    expect(typed.length).toBeGreaterThanOrEqual(1)
    expect(typed.length).toBeLessThanOrEqual(3)
    for (const args of typed) expect(await parsed(args)).toMatch(/^despatch /)
    const own = typed.filter((args) => `despatch ${args.join(' ')}`.startsWith(name))
    expect(own.length).toBeGreaterThanOrEqual(1)
    // However they are broken, they are the same.
    expect(await typedAt(120)).toEqual(typed)
  })

  it('names people, mailboxes, bases and references that the demonstration has', async () => {
    const bases = ruleSet('uk-2010').bases.map(({ code }) => code)
    for (const args of await typedAt(80)) {
      const values = (option: string) =>
        args.flatMap((arg, at) => (args[at - 1] === option ? arg.split(',') : []))
      for (const owner of values('--repin')) expect(['log', 'trust', 'service']).toContain(owner)
      const addresses = [...values('--from'), ...values('--to'), ...values('--mailbox')]
        // The next version of an agreement is drafted from it, and rights stand after a colon, with commas between.
        .filter((value) => value !== AGREEMENT_ID && !RIGHTS.some((right) => right === value))
        .map((value) => value.replace(/:.*/, ''))
      for (const address of addresses) expect(mailboxes.map((one) => one.address)).toContain(address)
      for (const login of values('--as')) expect(people.map((one) => one.login)).toContain(login)
      for (const basis of values('--basis')) expect(bases).toContain(basis)
      for (const agency of values('--agency')) {
        expect(agencies.filter((one) => one.name.toLowerCase().includes(agency.toLowerCase()))).toHaveLength(
          1,
        )
      }
      for (const ref of args.filter((arg) => /^[A-Z]{3}-/.test(arg))) {
        expect(() => parseReference(ref)).not.toThrow()
      }
    }
  })

  it('points on to commands that there are', async () => {
    const help = (await helpOf(name, 120)).replaceAll(/\s+/g, ' ')
    for (const [, mentioned] of help.matchAll(/(?<![\w./])despatch ([a-z-]+)/g)) {
      expect([...everyCommand, 'despatch help']).toContain(`despatch ${mentioned}`)
    }
  })

  it.each(WIDTHS)('fits %i columns', async (columns) => {
    const help = await helpOf(name, columns)
    expect(help.split('\n').filter((line) => columnsOf(line) > columns)).toEqual([])
  })

  it('is explained by despatch help, too, and told of when it is used wrongly', async () => {
    const machine = await newMachine({ columns: 80 })
    const words = name.split(' ').slice(1)
    expect((await machine.despatch('help', ...words)).out).toBe(await helpOf(name, 80))
    const wrong = await machine.despatch(...words, '--colour')
    expect(wrong).toMatchObject({ code: 2, out: '' })
    // What is missing is told first.
    expect(wrong.err).toMatch(/^error: (unknown option '--colour'|required option|missing required)/)
    expect(wrong.err).toMatch(/\nSee: despatch [a-z -]+ --help$/)
  })
})
