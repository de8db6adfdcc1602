import { isForAnyone } from '../../domain/roles.ts'
import type { Operation } from '../../domain/wire/operations/operation.ts'
import { pathOf } from '../../domain/wire/operations/path.ts'

/**
 * A call of the operation that runs in a shell: with its example, where `$ORIGIN` is the service and `$TOKEN` the
 * access token.
 */
export function curlSample(operation: Operation): string {
  const { method, action, example, form } = operation
  // Of what is sent curl knows by itself that it is a POST.
  const implied = method === 'GET' || (method === 'POST' && (form || example.body))
  const address = `"$ORIGIN${pathOf(operation, example.params ?? {}, (value) => value)}"`
  const words = [
    'curl --fail-with-body --silent --show-error',
    ...(implied ? [] : [`--request ${method}`]),
    ...(isForAnyone(action) ? [] : ['--header "Authorization: Bearer $TOKEN"']),
    ...Object.entries(example.headers ?? {}).map(([name, value]) => `--header '${name}: ${value}'`),
    ...bodyOf(operation),
    ...queryOf(operation),
    ...(example.save === undefined ? [] : [`--output ${example.save}`]),
    address,
  ]
  return words.join(' \\\n  ')
}

function bodyOf({ example, form }: Operation): string[] {
  if (form) {
    const fileOf = (part: string) => example.form?.[part] ?? part
    return [
      // `<` sends what the file holds as a field; `@` sends the file.
      ...Object.keys(form.fields).map((field) => `--form '${field}=<${fileOf(field)}'`),
      `--form '${form.file}=@${fileOf(form.file)};type=application/octet-stream'`,
    ]
  }
  if (!example.body) return []
  const body = 'file' in example.body ? `@${example.body.file}` : quoted(JSON.stringify(example.body.json))
  return ["--header 'Content-Type: application/json'", `--data-binary ${body}`]
}

function queryOf({ example }: Operation): string[] {
  const fields = Object.entries(example.query ?? {})
  if (fields.length === 0) return []
  return ['--get', ...fields.map(([name, value]) => `--data-urlencode ${worded(`${name}=${value}`)}`)]
}

/** A word of the shell in which variables are filled in. */
function worded(text: string): string {
  return text.includes('$') ? `"${text}"` : quoted(text)
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
