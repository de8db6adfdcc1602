import { type Command, Option } from 'commander'
import Value from 'typebox/value'
import type { CasePerson } from '../../domain/cases/case-text.ts'
import { correctPerson, personNumbered, removePerson } from '../../domain/cases/change.ts'
import type { Named } from '../../domain/cases/places.ts'
import { Person } from '../../domain/kinds/person.ts'
import { check } from '../../domain/wire/check.ts'
import { CATEGORIES, type Category } from '../../domain/wire/referral-fields.ts'
import { addPeople, type NewPerson } from '../../sdk/cases/add-people.ts'
import { proposedLinks } from '../../sdk/cases/find-people.ts'
import type { OpenedCase } from '../../sdk/cases/notes.ts'
import { peopleOfReferral } from '../../sdk/cases/people-of-referral.ts'
import type { Cli, Signing } from '../account.ts'
import { action, type CommonOptions, listed, offering, UsageError } from '../action.ts'
import { readData } from '../data-file.ts'
import { oneOf } from '../option-values.ts'
import { taught } from '../taught.ts'
import { safeLine, wrapped } from '../terminal-text.ts'
import {
  CASE,
  changeNamed,
  documentOf,
  itemNumber,
  ofCase,
  openAll,
  openNamed,
  takenFrom,
} from './changed.ts'
import { registerCaseFind } from './find.ts'

type PersonOptions = CommonOptions & { data?: string; referral?: string; role?: string[] }

const roleOption = (): Option =>
  offering(new Option('--role <role>', 'as whom the case knows them; may be repeated'), CATEGORIES).argParser(
    listed,
  )

/** `case person` and its commands (B5, Q12). */
export function registerCasePeople(group: Command, cli: Cli): void {
  const people = group.command('person').description('the people of a case: keyed once, used again')
  taught(people, {
    about: [
      'Whoever is in a case is called by a number there. A form is filled in from it (despatch case form, or send --person), so nobody is keyed twice.',
    ],
    examples: [
      `despatch case person add ${CASE} --referral ASB-G7MA2-T18A7-2`,
      `despatch case person list ${CASE}`,
      `despatch case person find ${CASE} --person 1`,
    ],
    next: 'despatch case form CASE --kind KIND --person N writes a form that names them.',
  })
  registerAdd(people, cli)

  const list = ofCase(people, 'list', 'list the people of a case')
  taught(list, {
    examples: [`despatch case person list ${CASE}`, `despatch case person list ${CASE} --json`],
    next: 'despatch case person find CASE --person N looks for them in your other cases.',
  })
  action<CommonOptions>(cli, list, async (options, [which = '']) => {
    const { opened } = await openNamed(cli, options, which)
    const { people } = opened.notes
    if (options.json) return cli.terminal.json({ case: opened.file.id, people })
    if (people.length === 0) return cli.terminal.say('The case names nobody yet.')
    cli.terminal.say(
      ...people.flatMap(personLines).flatMap((line) => wrapped(safeLine(line), cli.terminal.width, '    ')),
    )
  })

  const correct = ofCase(people, 'correct', 'put right what is known of somebody')
    .argument('<n>', 'their number')
    .requiredOption('--data <file>', 'the person as they are to be, JSON')
    .addOption(roleOption())
  taught(correct, {
    about: ['What the file does not say is known no more. Without --role the roles stay.'],
    examples: [`despatch case person correct ${CASE} 1 --data person.json`],
    next: 'despatch case person list CASE shows it.',
  })
  action<PersonOptions>(cli, correct, async (options, [which = '', n = '']) => {
    const person = await personIn(options.data ?? '')
    const [number, roles] = [itemNumber(n), rolesOf(options)]
    await changeNamed(
      ...([cli, options, which] as const),
      (written) => (notes) => {
        const before = personNumbered(notes, number)
        return correctPerson(before.number, { person, roles: roles ?? before.roles }, written)(notes)
      },
      () => `Person ${number} is corrected.`,
    )
  })

  const remove = ofCase(people, 'remove', 'take somebody out of a case who does not belong there').argument(
    '<n>',
    'their number',
  )
  taught(remove, {
    about: ['Their number is not given to anybody else.'],
    examples: [`despatch case person remove ${CASE} 2`],
    next: 'despatch case person list CASE shows who is left.',
  })
  action<CommonOptions>(cli, remove, async (options, [which = '', n = '']) => {
    const number = itemNumber(n)
    await changeNamed(
      ...([cli, options, which] as const),
      () => removePerson(number),
      () => `Person ${number} is not in the case any more.`,
    )
  })

  registerCaseFind(people, cli)
}

function registerAdd(people: Command, cli: Cli): void {
  const add = ofCase(people, 'add', 'add somebody to a case')
    .option(
      '--data <file>',
      'the person, JSON: name, aliases, dateOfBirth, address and so on, as forms have them',
    )
    .option('--referral <ref>', 'everybody whom this referral names in its form')
    .addOption(roleOption())
  taught(add, {
    about: [
      'From a file, or from a referral that you sent or received: that one is opened as always, and signed for. Whom it names and the case has already is not added again. Then your other cases are looked through, and it is said which may name the same person: that is a guess, for you to judge.',
    ],
    examples: [
      `despatch case person add ${CASE} --referral ASB-G7MA2-T18A7-2`,
      `despatch case person add ${CASE} --data person.json --role victim`,
    ],
    next: 'despatch case link CASE OTHER --why same-person links two cases.',
  })
  action<PersonOptions>(cli, add, async (options, [which = '']) => {
    const { data, referral } = options
    if ((data === undefined) === (referral === undefined))
      throw new UsageError('give --data FILE or --referral REF, one of them')
    const roles = rolesOf(options)
    const typed = data === undefined ? null : await personIn(data)
    const { session, opened, now } = await openNamed(cli, options, which)
    const named: NewPerson[] = typed
      ? [{ person: typed, roles: ['other-subject'] }]
      : await namedIn(cli, session, referral ?? '')
    const people = named.map((one) => ({ person: one.person, roles: roles ?? one.roles }))
    const { changed, added } = await addPeople(session, opened, people, { again: typed !== null, now })
    const others = added.length === 0 ? [] : (await openAll(cli, session, changed.file.mailbox)).cases
    const proposed = added.flatMap((person) =>
      proposedLinks(changed, person, others).map((one) => ({ person, one })),
    )
    if (options.json)
      return cli.terminal.json({
        ...documentOf(changed),
        added,
        alreadyThere: named.length - added.length,
        proposedLinks: proposed.map(({ person, one }) => ({
          person: person.number,
          case: one.in.file.id,
          title: one.in.notes.title,
          ...one.same,
        })),
      })
    cli.terminal.say(
      ...added.map(({ number, person }) => `Person ${number}: ${person.name}`),
      ...(named.length === added.length ? [] : [`In the case already: ${named.length - added.length}`]),
    )
    for (const { person, one } of proposed)
      cli.terminal.note(...wrapped(safeLine(proposal(changed, person, one.in)), cli.terminal.width, '    '))
  })
}

const proposal = ({ notes, file }: OpenedCase, { number }: CasePerson, other: OpenedCase): string => {
  const [one, two] = [notes.number ?? file.id, other.notes.number ?? other.file.id]
  return `Person ${number} may be in the case ${two} (${other.notes.title}) as well. That is a guess by name, other names and date of birth. If it is so: despatch case link ${one} ${two} --why same-person`
}

const namedIn = async (cli: Cli, session: Signing, ref: string): Promise<Named[]> =>
  peopleOfReferral(session, await takenFrom(cli, session, ref))

/** @throws UsageError */
async function personIn(path: string): Promise<Person> {
  const data = await readData(path)
  if (Value.Check(Person, data)) return data
  const faults = check(Person, data).map(({ path, message }) => `${path} ${message}`)
  throw new UsageError(`${path} is not a person: ${faults.join('; ')}`)
}

const rolesOf = ({ role }: PersonOptions): Category[] | null =>
  role === undefined ? null : role.map((one) => oneOf<Category>('role', CATEGORIES, one))

const personLines = ({ number, person, roles, by }: CasePerson): string[] => [
  `${number}  ${person.name}${roles.length === 0 ? '' : `  (${roles.join(', ')})`}`,
  ...(person.aliases === undefined ? [] : [`    also ${person.aliases.join('; ')}`]),
  ...(person.dateOfBirth === undefined ? [] : [`    born ${person.dateOfBirth}`]),
  ...(person.address === undefined ? [] : [`    at ${person.address}`]),
  `    written down by ${by}`,
]
