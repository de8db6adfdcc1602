import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { registerRules } from '../../src/cli/rules.ts'
import { createServiceClock } from '../../src/cli/service-clock.ts'
import { stateOf } from '../../src/cli/state.ts'
import { type Io, terminalOf } from '../../src/cli/terminal.ts'
import { columnsOf } from '../../src/cli/terminal-text.ts'
import { DESCRIPTION_CHOICES } from '../../src/domain/prescribed.ts'
import { ruleSet } from '../../src/domain/rule-sets.ts'

/** Runs `despatch rules …` in a terminal of so many columns, signed in nowhere. */
async function rules(columns: number, ...args: string[]) {
  const [out, err]: [string[], string[]] = [[], []]
  const io: Io = {
    env: {},
    columns,
    out: (line) => void out.push(line),
    err: (line) => void err.push(line),
  }
  const program = new Command('despatch').exitOverride().configureOutput({ writeErr: (text) => io.err(text) })
  const clock = () => new Date()
  const serviceClock = createServiceClock(clock)
  registerRules(program, { io, terminal: terminalOf(io), state: stateOf(io.env), clock, serviceClock })
  const code = await program.parseAsync(['rules', ...args], { from: 'user' }).then(
    () => 0,
    (error: { exitCode: number }) => error.exitCode,
  )
  return { code, out: out.join('\n'), lines: out, err: err.join('\n') }
}

/** The text with its line breaks and indents taken out, to find sentences in it. */
const flat = (text: string) => text.replaceAll(/\s+/g, ' ')

describe('despatch rules', () => {
  it('lists the rule sets and says how to see one', async () => {
    const { code, out, err } = await rules(80)
    expect(code).toBe(0)
    expect(out).toMatch(/^uk-2010 +United Kingdom, 2010$/m)
    expect(out).toMatch(/^uk-2026 +United Kingdom, 2026$/m)
    expect(err).toContain('despatch rules uk-2010')
    expect(JSON.parse((await rules(80, '--json')).out).ruleSets).toHaveLength(2)
  })

  it.each(['uk-2010', 'uk-2026'] as const)('prints all of %s with statute and sentence', async (id) => {
    const { code, out } = await rules(100, id)
    const { bases, orders, marking } = ruleSet(id)
    const text = flat(out)
    expect(code).toBe(0)
    for (const { code, name, statute, sentence } of bases) {
      for (const part of [code, name, statute, sentence]) expect(text).toContain(flat(part))
    }
    for (const { code, title, statute } of orders) {
      for (const part of [code, title, statute]) expect(text).toContain(flat(part))
    }
    for (const { code, name, sentence } of DESCRIPTION_CHOICES) {
      for (const part of [code, name, sentence]) expect(text).toContain(flat(part))
    }
    for (const part of [
      marking.ceiling,
      'not-sought',
      'services-to-individuals',
      'Designated Liaison Officer',
    ]) {
      expect(text).toContain(part)
    }
  })

  it.each([40, 80, 140])('fits a terminal of %i columns', async (columns) => {
    for (const id of ['uk-2010', 'uk-2026']) {
      const { lines } = await rules(columns, id)
      expect(lines.filter((line) => columnsOf(line) > columns)).toEqual([])
    }
  })

  it('gives a program all of it as one document', async () => {
    const { out } = await rules(80, 'uk-2010', '--json')
    const document = JSON.parse(out)
    const { bases, orders, principles } = ruleSet('uk-2010')
    expect(document).toMatchObject({ id: 'uk-2010', marking: { scheme: 'GPMS', ceiling: 'RESTRICTED' } })
    expect(document.bases).toEqual(bases)
    expect(document.principles).toEqual(principles)
    expect(document.consents).toHaveLength(4)
    expect(document.notAsked).toHaveLength(5)
    expect(document.purposes).toHaveLength(3)
    expect(document.orders).toEqual(orders.map(({ code, title, statute }) => ({ code, title, statute })))
  })

  it('says which rule sets there are when asked for another', async () => {
    const { code, err } = await rules(80, 'uk-1066')
    expect(code).toBe(2)
    expect(err).toContain('there is no rule set uk-1066; the rule sets are uk-2010, uk-2026')
  })
})
