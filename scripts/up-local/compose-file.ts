import { readFile } from 'node:fs/promises'
import Type, { type Static } from 'typebox'
import Value from 'typebox/value'
import { parse } from 'yaml'

const Text = Type.String()
const Texts = Type.Array(Text)
const Setting = Type.Union([Text, Type.Number(), Type.Boolean()])

const Condition = Type.Union([
  Type.Literal('service_started'),
  Type.Literal('service_healthy'),
  Type.Literal('service_completed_successfully'),
])

const Healthcheck = Type.Object({
  test: Type.Optional(Texts),
  disable: Type.Optional(Type.Boolean()),
  start_period: Type.Optional(Text),
})

/** As much of a service as matters to a process; what only an engine can do (capabilities, users) is not looked at. */
const Service = Type.Object({
  image: Text,
  command: Type.Optional(Texts),
  environment: Type.Optional(Type.Record(Text, Setting)),
  secrets: Type.Optional(Texts),
  volumes: Type.Optional(Texts),
  depends_on: Type.Optional(Type.Record(Text, Type.Object({ condition: Condition }))),
  healthcheck: Type.Optional(Healthcheck),
})
export type ComposeService = Static<typeof Service>

const File = Type.Object({
  services: Type.Record(Text, Service),
  secrets: Type.Record(Text, Type.Object({ file: Text })),
})
export type ComposeFile = Static<typeof File>

/**
 * Reads a compose file, with its variables filled in.
 *
 * @throws Error naming the place that is of a form not known here
 */
export async function readComposeFile(
  path: string,
  variables: Readonly<Record<string, string>>,
): Promise<ComposeFile> {
  const file: unknown = parse(await readFile(path, 'utf8'), {
    merge: true,
    // An alias is a copy: what is filled in at one place is not looked at again at another.
    reviver: (_key, value: unknown) => (typeof value === 'string' ? filledIn(value, variables) : value),
  })
  if (Value.Check(File, file)) return file
  const [first] = Value.Errors(File, file)
  throw new Error(`${path} is not understood at ${first?.instancePath}: ${first?.message}`)
}

/** `$$`, `${NAME}`, `${NAME:-otherwise}` and `${NAME:?message}`, as Compose fills them in. */
export function filledIn(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(/\$(?:\$|\{(\w+)(?::([-?])([^}]*))?\})/g, (found, name, how, rest) => {
    if (found === '$$') return '$'
    const value = variables[name]
    if (value) return value
    if (how === '?') throw new Error(`${name} must be set: ${rest}`)
    return how === '-' ? rest : ''
  })
}
