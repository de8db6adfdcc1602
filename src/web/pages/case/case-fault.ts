import type { ClientError } from '../../../sdk/errors.ts'
import type { FieldError } from '../../components/field-error.ts'

/**
 * What the notes of a case do not allow, at the field that it is about. The SDK's sentence begins with where in the notes that is:
 * `/people/0/person/name must not be longer …`.
 *
 * @param fields the fields of the page, with what each is called in a sentence
 */
export function caseFault(
  { message }: Pick<ClientError, 'message'>,
  fields: Readonly<Record<string, string>>,
): FieldError {
  const [, path = '', rest = ''] = /^(\/\S*) (.*)$/s.exec(message) ?? []
  const field = path.split('/').findLast((part) => Object.hasOwn(fields, part))
  return field === undefined ? { field: null, message } : { field, message: `${fields[field]} ${rest}` }
}
