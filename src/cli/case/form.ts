import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { kindOf } from '../../domain/kinds.ts'
import type { KindName } from '../../domain/wire/referral-fields.ts'
import type { Cli } from '../account.ts'
import { action, type CommonOptions, UsageError } from '../action.ts'
import { readData } from '../data-file.ts'
import { oneOf } from '../option-values.ts'
import { kindNamed } from '../schema.ts'
import { kindOption } from '../send.ts'
import { taught } from '../taught.ts'
import { CASE, ofCase, openNamed } from './changed.ts'
import { type FillingOptions, filledFrom, withFilling } from './filling.ts'

type Options = CommonOptions & FillingOptions & { kind: string; form?: string; data?: string; out?: string }

/** `case form` (B5). */
export function registerCaseForm(group: Command, cli: Cli): void {
  const form = withFilling(
    ofCase(group, 'form', 'write a form that names people of a case, for you to complete').addOption(
      kindOption().makeOptionMandatory(),
    ),
  )
    .option('--form <name>', 'of a kind with several forms: one of them')
    .option('--data <file>', 'a form that is begun, JSON: what it says already counts')
    .option('--out <file>', 'a new file to write it to; else it is printed')
  taught(form, {
    about: [
      'Name, other names, date of birth and address are taken over; how to reach them, what they look like and what is sensitive only where --with asks for it: no more is shared than is needed. Where in the form somebody stands follows from their roles, or from a place after their number.',
    ],
    examples: [
      `despatch case form ${CASE} --kind information-request --person 1 --out request.json`,
      `despatch case form ${CASE} --kind asb-incident --person 1:informer --person 2 --with contact`,
    ],
    next: 'despatch schema KIND --example shows how the rest of the form is filled in; despatch send sends it.',
  })
  action<Options>(cli, form, async (options, [which = '']) => {
    const { kind } = kindNamed(options.kind)
    if ((options.person ?? []).length === 0) throw new UsageError('--person must name somebody of the case')
    const begun = options.data === undefined ? {} : await readData(options.data)
    const start = options.form === undefined ? begun : ofForm(kind, options.form, begun)
    const { opened } = await openNamed(cli, options, which)
    const filled = filledFrom(opened, { kind, data: start }, options)
    const faults = kindOf(kind).check(filled.data)
    if (options.out !== undefined)
      await writeFile(options.out, `${JSON.stringify(filled.data, null, 2)}\n`, {
        flag: 'wx',
        mode: 0o600,
      }).catch((error: unknown) => {
        throw new UsageError(
          error instanceof Error && 'code' in error && error.code === 'EEXIST'
            ? `${options.out} exists already`
            : `${options.out} cannot be written`,
        )
      })
    if (options.json) return cli.terminal.json({ kind, ...filled, faults })
    if (options.out === undefined) cli.terminal.say(JSON.stringify(filled.data, null, 2))
    cli.terminal.note(
      ...filled.placed.map(({ number, place }) => `Person ${number} stands at ${place}.`),
      ...(faults.length === 0
        ? ['The form is complete.']
        : ['Still to be filled in:', ...faults.map(({ path, message }) => `  ${path} ${message}`)]),
    )
  })
}

/** @throws UsageError */
function ofForm(kind: KindName, name: string, data: unknown): unknown {
  const { forms } = kindOf(kind)
  if (forms === null) throw new UsageError(`the kind ${kind} has one form only; leave --form out`)
  const form = oneOf(
    'form',
    forms.all.map((one) => one.name),
    name,
  )
  return { ...(typeof data === 'object' ? data : {}), [forms.field]: form }
}
